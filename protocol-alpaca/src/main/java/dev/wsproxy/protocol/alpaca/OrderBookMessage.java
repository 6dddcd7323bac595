// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * A message about an order book.
 *
 * @param symbol {@code S}
 * @param time {@code t}, as it came
 * @param bids {@code b}
 * @param asks {@code a}
 * @param whole {@code r}: whether this is the whole book; otherwise only the levels that have changed
 */
record OrderBookMessage(String symbol, String time, List<Level> bids, List<Level> asks, boolean whole) {
    record Level(BigDecimal price, BigDecimal size) {}

    /** Reads one element; empty when it is none. Of one with too many levels so many are read that no book takes it. */
    static Optional<OrderBookMessage> read(byte[] bytes, int from, int to) {
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? Optional.of(read(parser)) : Optional.empty();
        } catch (JacksonException | ArithmeticException malformed) {
            return Optional.empty();
        }
    }

    private static OrderBookMessage read(JsonParser parser) {
        String symbol = "";
        String time = "";
        boolean whole = false;
        List<Level> bids = new ArrayList<>();
        List<Level> asks = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "S" -> symbol = parser.getValueAsString("");
                case "t" -> time = parser.getValueAsString("");
                case "r" -> whole = parser.getValueAsBoolean();
                case "b" -> levels(parser, bids);
                case "a" -> levels(parser, asks);
                default -> parser.skipChildren();
            }
        }
        return new OrderBookMessage(symbol, time, bids, asks, whole);
    }

    private static void levels(JsonParser parser, List<Level> side) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (side.size() <= OrderBook.MOST_LEVELS && parser.nextToken() == JsonToken.START_OBJECT) {
            side.add(level(parser));
        }
    }

    private static Level level(JsonParser parser) {
        BigDecimal price = BigDecimal.ZERO;
        BigDecimal size = BigDecimal.ZERO;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "p" -> price = parser.getDecimalValue();
                case "s" -> size = parser.getDecimalValue();
                default -> parser.skipChildren();
            }
        }
        return new Level(price, size);
    }
}
