// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread on which time passes for the broker and everything in it. */
final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Ticker::thread);

    Ticker(Runnable tick, Duration period) {
        timer.scheduleWithFixedDelay(() -> guarded(tick), Nanos.of(period), Nanos.of(period), TimeUnit.NANOSECONDS);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "wsproxy-broker-timer");
        thread.setDaemon(true);
        return thread;
    }

    private static void guarded(Runnable tick) {
        try {
            tick.run();
        } catch (RuntimeException e) {
            LOG.error("a tick failed; the next comes as usual", e);
        }
    }

    /** No tick begins after this; one may be under way. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
