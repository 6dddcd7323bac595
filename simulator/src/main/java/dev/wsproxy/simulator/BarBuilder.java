// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

/** Sums up the trades of some time. Prices and sizes are in whatever unit the trades have. Not thread-safe. */
final class BarBuilder {
    private long open;
    private long high;
    private long low;
    private long close;
    private long volume;
    private long trades;
    private double turnover;

    void add(long price, long size) {
        if (trades == 0) {
            open = price;
            high = price;
            low = price;
        }
        high = Math.max(high, price);
        low = Math.min(low, price);
        close = price;
        volume += size;
        trades++;
        turnover += (double) price * size;
    }

    /** Adds what was traded after all that is in here. */
    void add(BarBuilder later) {
        high = trades == 0 ? later.high : Math.max(high, later.high);
        low = trades == 0 ? later.low : Math.min(low, later.low);
        open = trades == 0 ? later.open : open;
        close = later.close;
        volume += later.volume;
        trades += later.trades;
        turnover += later.turnover;
    }

    boolean isEmpty() {
        return trades == 0;
    }

    /** What it comes to; only if there were trades. */
    Bar bar() {
        return new Bar(open, high, low, close, volume, trades, Math.round(100 * turnover / volume));
    }

    void clear() {
        volume = 0;
        trades = 0;
        turnover = 0;
    }

    /** The volume-weighted average is in hundredths of the prices' unit. */
    record Bar(long open, long high, long low, long close, long volume, long trades, long averageHundredths) {}
}
