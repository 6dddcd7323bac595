// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/**
 * The order book of one symbol, as far as its messages have told it.
 *
 * <pre>
 *   {"T":"o","S":"BTC/USD","t":"2024-03-12T10:38:50.79613221Z","b":[{"p":71859.53,"s":0.27}, …],"a":[…],"r":true}   the whole book
 *   {"T":"o","S":"BTC/USD","t":"2024-03-12T10:39:40.501160019Z","b":[{"p":71859.53,"s":0}],"a":[]}                   changes of it
 * </pre>
 *
 * <p>A size of 0 deletes the level. Prices and sizes keep all their digits.
 */
final class OrderBook {
    /** More than any book has; what a broken upstream sends must not fill the memory. */
    static final int MOST_LEVELS = 50_000;

    private final String symbol;
    private final NavigableMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
    private final NavigableMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
    private String time = "";

    OrderBook(String symbol) {
        this.symbol = symbol;
    }

    /** Takes a message into account; {@code false} when the book has become too large to be kept. */
    boolean apply(OrderBookMessage message) {
        if (message.whole()) {
            bids.clear();
            asks.clear();
        }
        time = message.time();
        message.bids().forEach(level -> set(bids, level));
        message.asks().forEach(level -> set(asks, level));
        return levels() <= MOST_LEVELS;
    }

    int levels() {
        return bids.size() + asks.size();
    }

    private static void set(NavigableMap<BigDecimal, BigDecimal> side, OrderBookMessage.Level level) {
        if (level.size().signum() == 0) {
            side.remove(level.price());
        } else {
            side.put(level.price(), level.size());
        }
    }

    /** The whole book as a message. */
    ByteBuffer message() {
        return MarketMessages.orderBook(json -> {
            json.writeStringProperty("S", symbol);
            json.writeStringProperty("t", time);
            write(json, "b", bids);
            write(json, "a", asks);
            json.writeBooleanProperty("r", true);
        });
    }

    private static void write(JsonGenerator json, String name, NavigableMap<BigDecimal, BigDecimal> side) {
        json.writeName(name);
        json.writeStartArray();
        side.forEach((price, size) -> {
            json.writeStartObject();
            json.writeNumberProperty("p", price);
            json.writeNumberProperty("s", size);
            json.writeEndObject();
        });
        json.writeEndArray();
    }
}
