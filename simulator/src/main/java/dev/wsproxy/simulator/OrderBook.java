// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.Comparator;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The orders for one pair: sizes by price, best price first, around a price in the middle. Not thread-safe. */
final class OrderBook {
    /**
     * Levels by price.
     *
     * @param bids all below every ask
     * @param asks all above every bid
     */
    record Levels(NavigableMap<Long, Long> bids, NavigableMap<Long, Long> asks) {
        Levels() {
            this(new TreeMap<>(Comparator.reverseOrder()), new TreeMap<>());
        }
    }

    /** A size that means that the level is gone. */
    private static final long GONE = 0;

    private static final int FIRST_LEVELS = 10;
    private static final int MOST_LEVELS = 20;
    private static final long LARGEST = 5_000_000_000L;
    private static final int LEVELS_TO_THE_DOUBLE = 10_000;

    private final SplittableRandom random;
    private final long step;
    private final Levels levels = new Levels();

    OrderBook(long middle, SplittableRandom random) {
        this.random = random;
        step = Math.max(1, middle / LEVELS_TO_THE_DOUBLE);
        for (int i = 0; i < FIRST_LEVELS; i++) {
            levels.bids().put(bestBid(middle) - i * step, size());
            levels.asks().put(bestAsk(middle) + i * step, size());
        }
    }

    /** Every level there is; changes with the book. */
    Levels levels() {
        return levels;
    }

    /** Lets the orders follow the price; returns the levels that have changed, of size 0 if they are gone. */
    Levels move(long middle) {
        Levels changes = new Levels();
        NavigableMap<Long, Long> bids = levels.bids();
        NavigableMap<Long, Long> asks = levels.asks();
        while (!bids.isEmpty() && bids.firstKey() > bestBid(middle)) {
            remove(bids, bids.firstKey(), changes.bids());
        }
        while (!asks.isEmpty() && asks.firstKey() < bestAsk(middle)) {
            remove(asks, asks.firstKey(), changes.asks());
        }
        set(bids, bestBid(middle) - random.nextInt(FIRST_LEVELS) * step, changes.bids());
        set(asks, bestAsk(middle) + random.nextInt(FIRST_LEVELS) * step, changes.asks());
        trim(bids, changes.bids());
        trim(asks, changes.asks());
        return changes;
    }

    /** Mostly an order comes, now and then one goes, as long as there are many. */
    private void set(NavigableMap<Long, Long> side, long price, NavigableMap<Long, Long> changes) {
        if (side.size() > FIRST_LEVELS && side.containsKey(price) && random.nextInt(3) == 0) {
            remove(side, price, changes);
        } else {
            long size = size();
            side.put(price, size);
            changes.put(price, size);
        }
    }

    private static void trim(NavigableMap<Long, Long> side, NavigableMap<Long, Long> changes) {
        while (side.size() > MOST_LEVELS) {
            remove(side, side.lastKey(), changes);
        }
    }

    private static void remove(NavigableMap<Long, Long> side, long price, NavigableMap<Long, Long> changes) {
        side.remove(price);
        changes.put(price, GONE);
    }

    private long bestBid(long middle) {
        return Math.floorDiv(middle - 1, step) * step;
    }

    private long bestAsk(long middle) {
        return bestBid(middle) + step;
    }

    private long size() {
        return random.nextLong(1, LARGEST);
    }
}
