// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

/** Sums up the trades of one interval. Not thread-safe. */
final class BarBuilder {
    private long openCents;
    private long highCents;
    private long lowCents;
    private long closeCents;
    private long volume;
    private long trades;
    private long turnoverCents;

    void add(long priceCents, long size) {
        if (trades == 0) {
            openCents = priceCents;
            highCents = priceCents;
            lowCents = priceCents;
        }
        highCents = Math.max(highCents, priceCents);
        lowCents = Math.min(lowCents, priceCents);
        closeCents = priceCents;
        volume += size;
        trades++;
        turnoverCents += priceCents * size;
    }

    boolean isEmpty() {
        return trades == 0;
    }

    /** Ends the interval and begins the next. Only if there were trades. */
    Bar finish() {
        long averageTenThousandths = Math.round(100.0 * turnoverCents / volume);
        Bar bar = new Bar(openCents, highCents, lowCents, closeCents, volume, trades, averageTenThousandths);
        volume = 0;
        trades = 0;
        turnoverCents = 0;
        return bar;
    }

    /** Prices in cents, the volume-weighted average in ten-thousandths of a dollar. */
    record Bar(long open, long high, long low, long close, long volume, long trades, long averageTenThousandths) {}
}
