// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.library.ProxyAdministration;
import dev.wsproxy.launcher.Launcher;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.runtime.SpawnLock;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends a proxy and waits for the end of its process. */
public final class ProxyEnd {
    private static final Duration NAP = Duration.ofMillis(20);

    private ProxyEnd() {}

    /**
     * Asks the proxy of a directory to end, and waits until its process has. One that is starting is ended as soon as it
     * answers.
     *
     * @return its process id
     * @throws FailureException {@code NOT_RUNNING}; {@code TIMEOUT} when it still runs, or does not answer, after that time
     */
    public static long stop(RuntimeDirectory directory, Duration longest) throws InterruptedException {
        long sinceNs = System.nanoTime();
        while (true) {
            // Asked before: a start or an end that is over by then leaves one that answers, or none.
            boolean underWay = isUnderWay(directory);
            try {
                return stopRunning(directory, longest);
            } catch (FailureException e) {
                if (e.code() != ErrorCode.NOT_RUNNING || !underWay) {
                    throw e;
                }
            }
            if (System.nanoTime() - sinceNs > longest.toNanos()) {
                throw new FailureException(Failure.of(
                        ErrorCode.TIMEOUT,
                        "a proxy is starting or ending in " + directory.path() + ", but did not answer within "
                                + longest.toSeconds() + " s; its log says why"));
            }
            Thread.sleep(NAP.toMillis());
        }
    }

    /** Whether somebody is about to start a proxy, or one works on the directory that need not answer. */
    private static boolean isUnderWay(RuntimeDirectory directory) throws InterruptedException {
        if (!Files.isDirectory(directory.path())) {
            return false;
        }
        try {
            return Launcher.isOccupied(directory.path())
                    || SpawnLock.hold(directory, Duration.ZERO, () -> true).isEmpty();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return false; // Who cannot use the locks cannot start a proxy either.
        }
    }

    private static long stopRunning(RuntimeDirectory directory, Duration longest) throws InterruptedException {
        Optional<ProcessHandle> process;
        long pid;
        try (ProxyAdministration proxy = ProxyAdministration.connect(directory)) {
            pid = proxy.proxyPid();
            process = ProcessHandle.of(pid);
            proxy.stop();
        }
        try {
            if (process.isPresent()) {
                process.get().onExit().get(longest.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            throw new FailureException(
                    Failure.of(
                            ErrorCode.TIMEOUT,
                            "the proxy was asked to end, but its process " + pid + " still runs after "
                                    + longest.toSeconds() + " s; its log says why"),
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process cannot fail", e);
        }
        return pid;
    }
}
