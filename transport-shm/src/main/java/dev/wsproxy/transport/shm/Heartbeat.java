// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread that does something once a second, until it is closed. */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    public Heartbeat(String threadName, Runnable beat) {
        thread = new Thread(() -> run(beat), threadName);
        thread.setDaemon(true);
        thread.setContextClassLoader(Heartbeat.class.getClassLoader());
        thread.start();
    }

    private void run(Runnable beat) {
        try {
            do {
                once(beat);
            } while (!closed.await(1, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void once(Runnable beat) {
        try {
            beat.run();
        } catch (RuntimeException | Error e) {
            LOG.error("The heartbeat failed once; it goes on", e);
        }
    }

    /** Ends the thread soon; does not wait for it. */
    @Override
    public void close() {
        closed.countDown();
    }
}
