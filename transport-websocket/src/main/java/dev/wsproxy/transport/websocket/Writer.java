// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that writes to the sockets of many clients. It never waits for one: each gets as much as its window allows, in
 * turn. Waking it takes no lock and allocates nothing.
 */
final class Writer implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    /** Those that have something to write, linked by {@link Outbox#nextWaiting}. */
    private final AtomicReference<@Nullable Outbox> waiting = new AtomicReference<>();

    private final Thread thread;
    private volatile boolean closed;

    Writer(String name) {
        thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    Writer start() {
        thread.start();
        return this;
    }

    /** The outbox is not waiting already: it is the one to know. Any thread. */
    void wake(Outbox outbox) {
        Outbox head;
        do {
            head = waiting.get();
            outbox.nextWaiting = head;
        } while (!waiting.compareAndSet(head, outbox));
        if (head == null) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void run() {
        while (!closed) {
            Outbox first = waiting.getAndSet(null);
            if (first == null) {
                LockSupport.park(this);
            } else {
                write(first);
            }
        }
    }

    private void write(Outbox first) {
        Outbox next = first;
        while (next != null) {
            Outbox outbox = next;
            next = outbox.nextWaiting;
            outbox.nextWaiting = null;
            try {
                if (outbox.drain()) {
                    wake(outbox);
                }
            } catch (Throwable e) {
                LOG.error("a client's messages could not be written; it gets no more", e);
                outbox.discard();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
