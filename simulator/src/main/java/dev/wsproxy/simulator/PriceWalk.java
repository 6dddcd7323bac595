// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.SplittableRandom;

/** A random walk of a price, in whatever unit, that stays within a half and the double of where it began. Not thread-safe. */
final class PriceWalk {
    private final SplittableRandom random;
    private final long low;
    private final long high;
    private final int step;
    private long price;

    PriceWalk(long start, SplittableRandom random) {
        this.random = random;
        this.price = start;
        this.low = start / 2;
        this.high = start * 2;
        this.step = (int) Math.max(1, start / 10_000);
    }

    long next() {
        long moved = price + random.nextInt(-step, step + 1);
        price = Math.max(low, Math.min(high, moved));
        return price;
    }
}
