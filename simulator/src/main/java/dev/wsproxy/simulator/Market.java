// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * A set of symbols and who is subscribed to them. Messages are made whether or not somebody is subscribed, so that a
 * subscriber sees each symbol's trades numbered without a gap from its subscription on; at a rate only when somebody was
 * there once. Safe for use by several threads; nothing blocks for longer than a turn takes.
 */
final class Market {
    private static final int MESSAGES_PER_TURN = 256;
    private static final int SECOND_NS = 1_000_000_000;

    private final Kind kind;
    private final Floor floor;
    private final Map<String, Listing> listings = new LinkedHashMap<>();
    private final List<Listing> pickable;
    private final SplittableRandom random;
    private final long barIntervalNs;
    private final int turn;
    private volatile long bar;

    Market(Kind kind, List<String> symbols, Listing.Factory factory, SimulatorOptions options) {
        this.kind = kind;
        int batchSize = options.batchSize();
        random = new SplittableRandom(options.seed());
        turn = Math.max(batchSize, MESSAGES_PER_TURN / batchSize * batchSize);
        barIntervalNs = options.barInterval().toNanos();
        bar = barAt(Instant.now());
        MessageWriter[] writers =
                Arrays.stream(Encoding.values()).map(Encoding::writer).toArray(MessageWriter[]::new);
        for (String symbol : symbols) {
            Audience audience = new Audience(symbol, kind.channels(), writers);
            listings.put(symbol, factory.create(audience, random.split()));
        }
        pickable = List.copyOf(listings.values());
        floor = new Floor(everyone -> pickable.forEach(listing -> listing.updateAudience(everyone)));
    }

    Kind kind() {
        return kind;
    }

    Floor floor() {
        return floor;
    }

    /** The most messages that are made without letting go of the lock; whole batches. */
    int turn() {
        return turn;
    }

    Optional<Listing> listing(String symbol) {
        return Optional.ofNullable(listings.get(symbol));
    }

    Map<String, Long> perSymbol(ToLongFunction<Listing> value) {
        Map<String, Long> bySymbol = new TreeMap<>();
        floor.exclusively(
                () -> listings.forEach((symbol, listing) -> bySymbol.put(symbol, value.applyAsLong(listing))));
        return bySymbol;
    }

    /** Makes messages of random symbols. */
    void generate(long count) {
        for (long left = isActive() ? count : 0; left > 0; left -= turn) {
            long part = Math.min(left, turn);
            floor.exclusively(() -> {
                for (long i = 0; i < part; i++) {
                    pick().next(random.nextInt(3));
                }
            });
        }
    }

    private Listing pick() {
        return pickable.get(random.nextInt(pickable.size()));
    }

    private boolean isActive() {
        return floor.wasVisited() && !pickable.isEmpty();
    }

    /** The order book of a symbol that has one, while it does not change. */
    Optional<OrderBookState> orderBook(String symbol) {
        List<OrderBookState> books = new ArrayList<>();
        if (listings.get(symbol) instanceof CryptoListing pair) {
            floor.exclusively(() -> books.add(pair.book()));
        }
        return books.stream().findFirst();
    }

    /** Makes messages of one symbol; a bar is of one trade that is made for it, and of those before. */
    void publish(Listing listing, Channel channel, int count) {
        floor.exclusively(() -> {
            for (int i = 0; i < count; i++) {
                listing.publish(channel, barStart());
            }
        });
    }

    /** Lets something rare happen to a random symbol. */
    void event() {
        if (isActive()) {
            floor.exclusively(() -> pick().event(barStart()));
        }
    }

    /** Sends the bars of an interval that is over. */
    void finishBars(Instant now) {
        if (barAt(now) != bar) {
            floor.exclusively(() -> {
                pickable.forEach(listing -> listing.finishBar(barStart()));
                bar = barAt(now);
            });
        }
    }

    /** How long until an interval is over. */
    long barWaitNs(Instant now) {
        return barIntervalNs - Math.floorMod(epochNs(now), barIntervalNs);
    }

    private long barAt(Instant time) {
        return Math.floorDiv(epochNs(time), barIntervalNs);
    }

    private Instant barStart() {
        return Instant.EPOCH.plusNanos(bar * barIntervalNs);
    }

    private static long epochNs(Instant time) {
        return time.getEpochSecond() * SECOND_NS + time.getNano();
    }
}
