// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.math.BigDecimal;
import java.util.List;
import java.util.NavigableMap;

/**
 * What a subscriber of an order book should have made of its messages. Also the JSON of {@code GET /book}.
 *
 * @param symbol the pair, such as {@code BTC/USD}
 * @param bids the best, that is the highest, first
 * @param asks the best, that is the lowest, first
 */
public record OrderBookState(String symbol, List<Level> bids, List<Level> asks) {
    /** Both without trailing zeros. */
    public record Level(BigDecimal price, BigDecimal size) {}

    public OrderBookState {
        bids = List.copyOf(bids);
        asks = List.copyOf(asks);
    }

    static OrderBookState of(String symbol, OrderBook.Levels levels, int pricePlaces, int sizePlaces) {
        return new OrderBookState(
                symbol, side(levels.bids(), pricePlaces, sizePlaces), side(levels.asks(), pricePlaces, sizePlaces));
    }

    private static List<Level> side(NavigableMap<Long, Long> side, int pricePlaces, int sizePlaces) {
        return side.entrySet().stream()
                .map(level -> new Level(decimal(level.getKey(), pricePlaces), decimal(level.getValue(), sizePlaces)))
                .toList();
    }

    private static BigDecimal decimal(long value, int places) {
        BigDecimal shortest = BigDecimal.valueOf(value, places).stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
}
