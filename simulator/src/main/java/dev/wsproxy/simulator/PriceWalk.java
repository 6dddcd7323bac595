// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.SplittableRandom;

/** A random walk of a price in cents that stays within a half and the double of where it began. Not thread-safe. */
final class PriceWalk {
    private final SplittableRandom random;
    private final long lowCents;
    private final long highCents;
    private final int stepCents;
    private long cents;

    PriceWalk(long startCents, SplittableRandom random) {
        this.random = random;
        this.cents = startCents;
        this.lowCents = startCents / 2;
        this.highCents = startCents * 2;
        this.stepCents = (int) Math.max(1, startCents / 10_000);
    }

    long nextCents() {
        long next = cents + random.nextInt(-stepCents, stepCents + 1);
        cents = Math.max(lowCents, Math.min(highCents, next));
        return cents;
    }
}
