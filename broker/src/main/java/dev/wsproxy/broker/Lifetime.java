// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.runtime.SpawnLock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when the proxy ends: on request, or when nobody has needed it for the linger time. A client that is about to
 * come holds the spawn lock, so under that lock the clients are counted once more, and from then on none finds the proxy.
 */
final class Lifetime {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    /** The first client of a proxy that was started for it needs this long to come, however short the linger time. */
    private static final Duration FIRST_CLIENT = Duration.ofSeconds(10);

    /** Who asks for the end waits for it; a process that hangs with the lock must not prevent it. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(1);

    private final RuntimeDirectory directory;
    private final Clients clients;
    private final Runnable quiesce;
    private final Runnable end;
    private final Executor thread;
    private final AtomicBoolean deciding = new AtomicBoolean();

    /**
     * @param quiesce lets no new client find the proxy
     * @param end ends the process; returns at once
     * @param thread where waiting for the spawn lock harms nobody
     */
    Lifetime(RuntimeDirectory directory, Clients clients, Runnable quiesce, Runnable end, Executor thread) {
        this.directory = directory;
        this.clients = clients;
        this.quiesce = quiesce;
        this.end = end;
        this.thread = thread;
    }

    void tick(long nowNs, Duration linger) {
        Duration patience = linger;
        if (!clients.haveEverJoined() && linger.compareTo(FIRST_CLIENT) < 0) {
            patience = FIRST_CLIENT;
        }
        long emptyNs = clients.emptyForNs(nowNs);
        if (emptyNs >= 0 && emptyNs >= Nanos.of(patience) && deciding.compareAndSet(false, true)) {
            thread.execute(() -> decide(linger));
        }
    }

    /** Ends the proxy whether it has clients or not; returns at once. */
    void stop() {
        if (!deciding.getAndSet(true)) {
            LOG.info("the proxy was asked to end");
        }
        thread.execute(() -> {
            closeDoors();
            end.run();
        });
    }

    /**
     * Under the lock too: who is turned away then finds no proxy, and gets the lock to start the next one; who holds it
     * because it has started this proxy gets in, and is told.
     */
    private void closeDoors() {
        try {
            if (SpawnLock.hold(directory, STOP_PATIENCE, this::turnAway).isPresent()) {
                return;
            }
            LOG.warn("the proxy ends without the spawn lock: {}", SpawnLock.held(directory, STOP_PATIENCE));
        } catch (Exception e) {
            noLock(e);
        }
        turnAway();
    }

    private boolean turnAway() {
        clients.end();
        quiesce.run();
        return true;
    }

    private void decide(Duration linger) {
        if (endsIfEmpty()) {
            LOG.info("no clients for {} s: the proxy ends", linger.toSeconds());
            end.run();
        } else {
            deciding.set(false);
        }
    }

    /** @return whether the proxy may end; not when somebody holds the lock for long, who may become its client */
    private boolean endsIfEmpty() {
        try {
            return SpawnLock.hold(directory, LOCK_PATIENCE, () -> clients.endIfEmpty() && turnAway())
                    .orElse(false);
        } catch (Exception e) {
            noLock(e);
            return clients.endIfEmpty();
        }
    }

    private void noLock(Exception e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        LOG.warn("the spawn lock of {} cannot be had; nobody can find this proxy either", directory.path(), e);
    }
}
