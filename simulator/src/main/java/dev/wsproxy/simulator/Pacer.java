// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

/**
 * Says how many messages are due at a time, by a schedule fixed at the start: rounding does not add up, and what a stall
 * held back is due at once. Not thread-safe.
 */
final class Pacer {
    private static final long SECOND_NS = 1_000_000_000;

    private final long rate;
    private final int step;
    private final long startNs;
    private long taken;

    /**
     * @param rate messages per second, 0 for none
     * @param step messages are due in groups of this many
     * @param startNs now, by {@link System#nanoTime()}
     */
    Pacer(int rate, int step, long startNs) {
        this.rate = rate;
        this.step = step;
        this.startNs = startNs;
    }

    long due(long nowNs) {
        long elapsedNs = nowNs - startNs;
        long total = elapsedNs / SECOND_NS * rate + elapsedNs % SECOND_NS * rate / SECOND_NS;
        return (total - taken) / step * step;
    }

    void take(long count) {
        taken += count;
    }

    /** How long until the next group is due: 0 if it is, {@link Long#MAX_VALUE} if none ever will be. */
    long waitNs(long nowNs) {
        if (rate == 0) {
            return Long.MAX_VALUE;
        }
        long next = taken + step;
        long dueNs = startNs + next / rate * SECOND_NS + (next % rate * SECOND_NS + rate - 1) / rate;
        return Math.max(0, dueNs - nowNs);
    }
}
