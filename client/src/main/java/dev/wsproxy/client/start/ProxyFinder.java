// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.runtime.SpawnLock;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.ClientTransport;
import dev.wsproxy.wire.Hello;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Registers a client with the proxy of a directory; starts one when none answers. Any number of processes and threads
 * may do so at once: one of them starts a proxy, the others join it.
 */
public final class ProxyFinder {
    /** How long a proxy may take until it answers: a slow disk, a busy machine, a predecessor that is ending. */
    public static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    /** Failures of an attempt that mean that there is no proxy, or that it is just ending. */
    private static final Set<ErrorCode> ABSENT =
            EnumSet.of(ErrorCode.NOT_RUNNING, ErrorCode.PROXY_LOST, ErrorCode.PROXY_STOPPING);

    private static final Duration ATTEMPT_INTERVAL = Duration.ofMillis(10);

    /** Whoever waits for the spawn lock looks so often whether a proxy answers. */
    private static final Duration LOCK_SLICE = Duration.ofMillis(100);

    /** Who holds the spawn lock may use up its own time, and needs a moment to give up. */
    private static final Duration LOCK_MARGIN = Duration.ofSeconds(5);

    private final ClientTransport transport;
    private final RuntimeDirectory directory;
    private final Hello hello;
    private final Optional<ProxyStarter> starter;
    private final Duration startTimeout;

    /** @param starter empty when no proxy is to be started */
    public ProxyFinder(
            ClientTransport transport,
            RuntimeDirectory directory,
            Hello hello,
            Optional<ProxyStarter> starter,
            Duration startTimeout) {
        this.transport = transport;
        this.directory = directory;
        this.hello = hello;
        this.starter = starter;
        this.startTimeout = startTimeout;
    }

    /**
     * Finds or starts the proxy, and registers. Blocks until it answers: for the start time-out, and once more if another
     * process has been starting one in vain.
     *
     * @throws FailureException {@code NOT_RUNNING}, {@code RUNTIME_NOT_FOUND}, {@code START_FAILED}, {@code TIMEOUT} when
     *     another process keeps the spawn lock, or what the proxy refused the registration with
     * @throws InterruptedException when the thread was interrupted while it waited
     */
    public ClientLink find() throws InterruptedException {
        long sinceNs = System.nanoTime();
        Duration longest = startTimeout.plus(LOCK_MARGIN);
        while (true) {
            Optional<ClientLink> link = attempt();
            if (link.isEmpty()) {
                link = findOrStartUnderLock(starter.orElseThrow(this::notRunning));
            }
            if (link.isPresent()) {
                return link.get();
            }
            if (System.nanoTime() - sinceNs > longest.toNanos()) {
                throw new FailureException(SpawnLock.held(directory, longest));
            }
        }
    }

    private Optional<ClientLink> findOrStartUnderLock(ProxyStarter allowed) throws InterruptedException {
        directory.prepare();
        try {
            return SpawnLock.hold(directory, LOCK_SLICE, () -> findOrStart(allowed));
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new FailureException(
                    Failure.of(ErrorCode.BAD_DIRECTORY, directory.spawnLock() + " cannot be locked: " + e.getMessage()),
                    e);
        }
    }

    private ClientLink findOrStart(ProxyStarter starter) throws InterruptedException {
        Optional<ClientLink> link = attempt();
        return link.isPresent() ? link.get() : await(starter);
    }

    private ClientLink await(ProxyStarter starter) throws InterruptedException {
        long startedNs = System.nanoTime();
        ProxyProcess process = starter.start(directory);
        String gaveWay = "";
        while (true) {
            // Asked before the attempt: a process ends at once when another proxy, run by hand, was faster.
            boolean alive = process.isAlive();
            Optional<ClientLink> link = attempt();
            if (link.isPresent()) {
                return link.get();
            }
            boolean late = System.nanoTime() - startedNs > startTimeout.toNanos();
            if (!alive && (late || !process.gaveWay())) {
                throw startFailed("the proxy ended while it was starting: " + process.end());
            }
            if (late) {
                process.kill();
                throw startFailed("the proxy did not answer within " + startTimeout.toSeconds() + " s and was killed: "
                        + process.lastWords() + gaveWay);
            }
            if (!alive) {
                gaveWay = "; one before gave way: " + process.end();
                process = starter.start(directory); // The other one has yet to answer, or to end.
            }
            process.awaitEnd(ATTEMPT_INTERVAL);
        }
    }

    private Optional<ClientLink> attempt() {
        try {
            return Optional.of(transport.connect(directory.path(), hello));
        } catch (FailureException e) {
            if (ABSENT.contains(e.code())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private FailureException notRunning() {
        return new FailureException(Failure.of(
                ErrorCode.NOT_RUNNING,
                "no proxy is running in " + directory.path() + ", and this client was told not to start one"));
    }

    private static FailureException startFailed(String reason) {
        return new FailureException(Failure.of(ErrorCode.START_FAILED, reason));
    }
}
