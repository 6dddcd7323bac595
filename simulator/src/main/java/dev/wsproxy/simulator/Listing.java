// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** One symbol of a {@link Market}: its price, its sequence of trades, its audience. Guarded by the market's lock. */
final class Listing {
    private static final int ROUND_LOT = 100;
    private static final Subscriber[] NOBODY = {};

    private final String symbol;
    private final SplittableRandom random;
    private final PriceWalk price;
    private final MessageWriter writer;
    private final BarBuilder bar = new BarBuilder();
    private final Map<Channel, Subscriber[]> audiences = new EnumMap<>(Channel.class);
    private long lastTradeId;
    private long sent;

    Listing(String symbol, SplittableRandom random, TimeStamps timeStamps) {
        this.symbol = symbol;
        this.random = random;
        ReferencePrice reference = ReferencePrice.of(symbol);
        this.price = new PriceWalk(reference.cents(), random.split());
        this.writer = new MessageWriter(symbol, reference.tape(), timeStamps);
    }

    String symbol() {
        return symbol;
    }

    long lastTradeId() {
        return lastTradeId;
    }

    /** How many messages were sent, counted once for each subscriber. */
    long sent() {
        return sent;
    }

    void updateAudience(Collection<? extends Subscriber> subscribers) {
        for (Channel channel : Market.CHANNELS) {
            audiences.put(
                    channel,
                    subscribers.stream()
                            .filter(subscriber -> subscriber.wants(channel, symbol))
                            .toArray(Subscriber[]::new));
        }
    }

    /** Makes the next trade, and sends it if somebody wants it. */
    void trade(JsonBuffer scratch) {
        long cents = price.nextCents();
        long size = random.nextInt(3) == 0 ? ROUND_LOT : random.nextInt(1, 4 * ROUND_LOT);
        bar.add(cents, size);
        lastTradeId++;
        Subscriber[] audience = audiences.getOrDefault(Channel.TRADES, NOBODY);
        if (audience.length > 0) {
            scratch.clear();
            writer.trade(lastTradeId, cents, size, Instant.now(), scratch);
            send(scratch, audience);
        }
    }

    /** Makes the next quote, and sends it if somebody wants it. */
    void quote(JsonBuffer scratch) {
        long cents = price.nextCents();
        long bidCents = cents - random.nextInt(1, 3);
        long askCents = cents + random.nextInt(1, 3);
        int bidSize = random.nextInt(1, 10);
        int askSize = random.nextInt(1, 10);
        Subscriber[] audience = audiences.getOrDefault(Channel.QUOTES, NOBODY);
        if (audience.length > 0) {
            scratch.clear();
            writer.quote(bidCents, bidSize, askCents, askSize, Instant.now(), scratch);
            send(scratch, audience);
        }
    }

    /** Ends the bar of the trades since the last one, and sends it if there were trades and somebody wants it. */
    void bar(Instant start, JsonBuffer scratch) {
        if (bar.isEmpty()) {
            return;
        }
        BarBuilder.Bar finished = bar.finish();
        Subscriber[] audience = audiences.getOrDefault(Channel.BARS, NOBODY);
        if (audience.length > 0) {
            scratch.clear();
            writer.bar(finished, start, scratch);
            send(scratch, audience);
        }
    }

    private void send(JsonBuffer message, Subscriber[] audience) {
        for (Subscriber subscriber : audience) {
            if (subscriber.offer(message)) {
                sent++;
            }
        }
    }
}
