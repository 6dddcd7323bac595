// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * A set of symbols and who is subscribed to them. Messages are made whether or not somebody is subscribed, so that a
 * subscriber sees each symbol's trades numbered without a gap from its subscription on.
 *
 * <p>One lock orders messages and subscriptions. It is fair: the generator, which asks for it again at once, must not
 * keep a subscriber waiting. Safe for use by several threads; nothing blocks for longer than a turn takes.
 */
final class Market {
    /** What messages are made of. */
    static final Set<Channel> CHANNELS = EnumSet.of(Channel.TRADES, Channel.QUOTES, Channel.BARS);

    private static final int MESSAGES_PER_TURN = 256;
    private static final int SECOND_NS = 1_000_000_000;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Map<String, Listing> listings = new LinkedHashMap<>();
    private final List<Listing> pickable;
    private final SplittableRandom random;
    private final JsonBuffer scratch = new JsonBuffer();
    private final long barIntervalNs;
    private final int turn;
    private volatile long bar;
    private volatile List<Subscriber> subscribers = List.of();

    Market(List<String> symbols, SimulatorOptions options) {
        int batchSize = options.batchSize();
        random = new SplittableRandom(options.seed());
        turn = Math.max(batchSize, MESSAGES_PER_TURN / batchSize * batchSize);
        barIntervalNs = options.barInterval().toNanos();
        bar = barAt(Instant.now());
        TimeStamps timeStamps = new TimeStamps();
        symbols.forEach(symbol -> listings.put(symbol, new Listing(symbol, random.split(), timeStamps)));
        pickable = List.copyOf(listings.values());
    }

    /** The most messages that are made without letting go of the lock; whole batches. */
    int turn() {
        return turn;
    }

    boolean lists(String symbol) {
        return listings.containsKey(symbol);
    }

    /** @throws IllegalArgumentException if there is no such symbol */
    Listing listing(String symbol) {
        Listing listing = listings.get(symbol);
        if (listing == null) {
            throw new IllegalArgumentException("no such symbol: value=" + symbol);
        }
        return listing;
    }

    Map<String, Long> perSymbol(ToLongFunction<Listing> value) {
        Map<String, Long> bySymbol = new TreeMap<>();
        exclusively(() -> pickable.forEach(listing -> bySymbol.put(listing.symbol(), value.applyAsLong(listing))));
        return bySymbol;
    }

    /** Makes trades and quotes of random symbols, about one to two. */
    void generate(long count) {
        for (long left = pickable.isEmpty() ? 0 : count; left > 0; left -= turn) {
            long part = Math.min(left, turn);
            exclusively(() -> {
                for (long i = 0; i < part; i++) {
                    generateOne();
                }
            });
        }
    }

    private void generateOne() {
        Listing listing = pickable.get(random.nextInt(pickable.size()));
        if (random.nextInt(3) == 0) {
            listing.trade(scratch);
        } else {
            listing.quote(scratch);
        }
    }

    /** Makes messages of one symbol; a bar is of one trade that is made for it, and of those before. */
    void generate(String symbol, Channel channel, int count) {
        Listing listing = listing(symbol);
        exclusively(() -> {
            for (int i = 0; i < count; i++) {
                switch (channel) {
                    case TRADES -> listing.trade(scratch);
                    case QUOTES -> listing.quote(scratch);
                    case BARS -> {
                        listing.trade(scratch);
                        listing.bar(barStart(), scratch);
                    }
                    default ->
                        throw new IllegalArgumentException("channel: value=" + channel + ", allowed=" + CHANNELS);
                }
            }
        });
    }

    /** Sends the bars of an interval that is over. */
    void finishBars(Instant now) {
        if (barAt(now) != bar) {
            exclusively(() -> {
                pickable.forEach(listing -> listing.bar(barStart(), scratch));
                bar = barAt(now);
            });
        }
    }

    /** How long until an interval is over. */
    long barWaitNs(Instant now) {
        return barIntervalNs - Math.floorMod(epochNs(now), barIntervalNs);
    }

    void join(Subscriber subscriber) {
        change(everyone -> everyone.add(subscriber));
    }

    void leave(Subscriber subscriber) {
        change(everyone -> everyone.remove(subscriber));
    }

    /** Runs what changes the wishes of a subscriber: no message is made meanwhile. */
    void resubscribe(Runnable change) {
        change(everyone -> change.run());
    }

    boolean isBacklogged() {
        return subscribers.stream().anyMatch(Subscriber::isBacklogged);
    }

    private void change(Consumer<List<Subscriber>> change) {
        exclusively(() -> {
            List<Subscriber> everyone = new ArrayList<>(subscribers);
            change.accept(everyone);
            subscribers = List.copyOf(everyone);
            pickable.forEach(listing -> listing.updateAudience(subscribers));
        });
    }

    private void exclusively(Runnable turn) {
        lock.lock();
        try {
            turn.run();
            subscribers.forEach(Subscriber::flush);
        } finally {
            lock.unlock();
        }
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
