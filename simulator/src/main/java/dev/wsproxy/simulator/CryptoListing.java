// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;

/** A pair of currencies. Prices are in ticks, sizes in billionths. */
final class CryptoListing extends Listing {
    /** Beyond what a double can hold, as the ids of the real service are. */
    static final long FIRST_TRADE_ID = 3_447_222_699_101_865_001L;

    private static final int SIZE_PLACES = 9;
    private static final long LARGEST = 2_000_000_000L;

    private final SplittableRandom random;
    private final int places;
    private final PriceWalk price;
    private final OrderBook book;
    private final BarSeries bars;
    private final Template trade;
    private final Template quote;

    CryptoListing(Audience audience, SplittableRandom random) {
        super(audience, FIRST_TRADE_ID);
        this.random = random;
        CryptoPair pair = CryptoPair.of(audience.symbol());
        places = pair.places();
        price = new PriceWalk(pair.ticks(), random.split());
        book = new OrderBook(pair.ticks(), random.split());
        bars = new BarSeries(audience, places, SIZE_PLACES);
        trade = Template.of("t", audience.symbol())
                .holes("p", "s", "t", "i", "tks")
                .received();
        quote = Template.of("q", audience.symbol())
                .holes("bp", "bs", "ap", "as", "t")
                .received();
    }

    /** Whoever is new to the order book gets all of it, and then the same changes as everybody. */
    @Override
    void updateAudience(List<Subscriber> subscribers) {
        List<Subscriber> before = audience().of(Channel.ORDERBOOKS);
        super.updateAudience(subscribers);
        List<Subscriber> now = audience().of(Channel.ORDERBOOKS);
        now.stream().filter(subscriber -> !before.contains(subscriber)).forEach(this::sendBook);
    }

    @Override
    void next(int die) {
        switch (die) {
            case 0 -> trade(false);
            case 1 -> quote();
            default -> changeBook();
        }
    }

    /** @param late whether it belongs to the bar that was sent last */
    private void trade(boolean late) {
        long ticks = price.next();
        long size = random.nextLong(1, LARGEST);
        String taker = random.nextBoolean() ? "B" : "S";
        long id = nextTradeId();
        if (!audience().isEmpty(Channel.TRADES)) {
            Instant now = Instant.now();
            audience()
                    .send(
                            Channel.TRADES,
                            out -> out.begin(trade)
                                    .decimal(ticks, places)
                                    .decimal(size, SIZE_PLACES)
                                    .time(now)
                                    .integer(id)
                                    .text(taker)
                                    .received(now));
        }
        if (late) {
            bars.amend(ticks, size);
        } else {
            bars.add(ticks, size);
        }
    }

    /** The best levels of the book. */
    private void quote() {
        if (audience().isEmpty(Channel.QUOTES)) {
            return;
        }
        Map.Entry<Long, Long> bid = book.levels().bids().firstEntry();
        Map.Entry<Long, Long> ask = book.levels().asks().firstEntry();
        Instant now = Instant.now();
        audience()
                .send(
                        Channel.QUOTES,
                        out -> out.begin(quote)
                                .decimal(bid.getKey(), places)
                                .decimal(bid.getValue(), SIZE_PLACES)
                                .decimal(ask.getKey(), places)
                                .decimal(ask.getValue(), SIZE_PLACES)
                                .time(now)
                                .received(now));
    }

    private void changeBook() {
        Map<String, Object> message = message(book.move(price.next()));
        audience().send(Channel.ORDERBOOKS, out -> out.value(message));
    }

    private void sendBook(Subscriber subscriber) {
        Map<String, Object> message = message(book.levels());
        message.put("r", true);
        audience().send(subscriber, out -> out.value(message));
    }

    private Map<String, Object> message(OrderBook.Levels levels) {
        Map<String, Object> message = Members.of("T", "o", "S", audience().symbol(), "t", Instant.now());
        message.put("b", levels(levels.bids()));
        message.put("a", levels(levels.asks()));
        return message;
    }

    private List<Map<String, Object>> levels(NavigableMap<Long, Long> side) {
        return side.entrySet().stream()
                .map(level -> Members.of(
                        "p", BigDecimal.valueOf(level.getKey(), places),
                        "s", BigDecimal.valueOf(level.getValue(), SIZE_PLACES)))
                .toList();
    }

    OrderBookState book() {
        return OrderBookState.of(audience().symbol(), book.levels(), places, SIZE_PLACES);
    }

    @Override
    void publish(Channel channel, Instant start) {
        switch (channel) {
            case TRADES -> trade(false);
            case QUOTES -> quote();
            case ORDERBOOKS -> changeBook();
            case UPDATED_BARS -> {
                trade(false);
                bars.finish(start);
                trade(true);
            }
            default -> {
                trade(false);
                bars.finish(start);
            }
        }
    }

    @Override
    void event(Instant start) {
        trade(true);
    }

    @Override
    void finishBar(Instant start) {
        bars.finish(start);
    }
}
