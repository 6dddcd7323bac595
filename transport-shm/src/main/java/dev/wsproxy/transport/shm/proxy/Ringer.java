// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code wsproxy-shm-ringer}: writes doorbells to the control sockets of clients that sleep, so that no thread
 * that delivers has to. A client that is to be rung twice before this thread gets to it is rung once.
 */
final class Ringer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ringer.class);

    private final Iterable<ShmClient> clients;
    private final Thread thread;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private volatile boolean running = true;

    Ringer(Iterable<ShmClient> clients) {
        this.clients = clients;
        thread = new Thread(this::run, "wsproxy-shm-ringer");
        thread.setDaemon(true);
        thread.setContextClassLoader(Ringer.class.getClassLoader());
        thread.start();
    }

    /** Some client has been marked to be rung. Never blocks, allocates nothing. */
    void wake() {
        if (wanted.compareAndSet(false, true)) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (running) {
            if (wanted.compareAndSet(true, false)) {
                clients.forEach(Ringer::ring);
            } else {
                LockSupport.park(this);
            }
        }
    }

    private static void ring(ShmClient client) {
        try {
            client.ringIfWanted();
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be rung", client, e);
        }
    }

    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
    }
}
