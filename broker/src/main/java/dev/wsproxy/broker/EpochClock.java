// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells the wall-clock time of a {@link System#nanoTime()} without reading the wall clock and without allocating. It
 * follows the wall clock in steps: small differences, which are the noise of reading two clocks, are left alone.
 */
final class EpochClock {
    private static final long TOLERANCE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final LongSupplier epochNs;
    private volatile long offsetNs;

    /**
     * @param nanoTime monotonic time
     * @param epochNs wall-clock time in nanoseconds since 1970-01-01T00:00Z
     */
    EpochClock(LongSupplier nanoTime, LongSupplier epochNs) {
        this.nanoTime = nanoTime;
        this.epochNs = epochNs;
        this.offsetNs = epochNs.getAsLong() - nanoTime.getAsLong();
    }

    /** Nanoseconds since 1970-01-01T00:00Z at a moment of monotonic time. */
    long at(long momentNs) {
        return momentNs + offsetNs;
    }

    /** Compares with the wall clock and follows it if it has moved; called now and then by one thread. */
    void rebase() {
        long now = epochNs.getAsLong() - nanoTime.getAsLong();
        if (Math.abs(now - offsetNs) > TOLERANCE_NS) {
            offsetNs = now;
        }
    }
}
