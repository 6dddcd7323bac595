// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the file of accounts is looked at: every {@link #INTERVAL}, and when a client comes, so that an account counts as
 * soon as it is there. It happens on a thread of its own: a home directory that hangs holds nobody up for more than {@link
 * #PATIENCE}, and nobody at all once that is known.
 */
final class AccountWatch {
    static final Duration INTERVAL = Duration.ofMillis(500);
    static final Duration PATIENCE = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);

    private final Runnable look;
    private final Executor thread;
    private final LongSupplier nanoTime;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean late;
    private long beganNs;

    /**
     * Begins with the first tick.
     *
     * @param look one at a time
     * @param thread runs it, one after the other
     */
    AccountWatch(Runnable look, Executor thread, LongSupplier nanoTime) {
        this.look = look;
        this.thread = thread;
        this.nanoTime = nanoTime;
        this.beganNs = nanoTime.getAsLong() - INTERVAL.toNanos();
    }

    /** Time has passed. Called by one thread; returns at once. */
    void tick() {
        long nowNs = nanoTime.getAsLong();
        if (nowNs - beganNs >= INTERVAL.toNanos() && underWay.get() == 0) {
            beganNs = nowNs;
            begin();
        }
    }

    /** Looks now. Any thread, under no lock: waits for {@link #PATIENCE} at most. */
    void look() {
        if (late) {
            return;
        }
        try {
            begin().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            late = true;
            LOG.warn("the credentials file could not be looked at in {} ms: what was known stays", PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.error("the credentials file could not be looked at", e);
        }
    }

    private Future<?> begin() {
        underWay.incrementAndGet();
        try {
            return CompletableFuture.runAsync(this::run, thread);
        } catch (RejectedExecutionException e) {
            underWay.decrementAndGet();
            return CompletableFuture.completedFuture(null); // The broker ends.
        }
    }

    private void run() {
        try {
            look.run();
        } finally {
            late = false;
            underWay.decrementAndGet();
        }
    }
}
