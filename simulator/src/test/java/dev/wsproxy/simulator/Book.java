// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes an order book of its messages, as a client does. */
final class Book {
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final NavigableMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Comparator.reverseOrder());
    private final NavigableMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
    private String symbol = "";

    private Book() {}

    /** @param frames about one pair, from the whole book on */
    static OrderBookState of(Collection<String> frames) {
        Book book = new Book();
        frames.forEach(frame -> EXACT.readTree(frame).forEach(book::apply));
        return new OrderBookState(book.symbol, levels(book.bids), levels(book.asks));
    }

    private void apply(JsonNode message) {
        boolean first = symbol.isEmpty();
        assertThat(message.path("r").asBoolean(false)).isEqualTo(first);
        symbol = message.get("S").stringValue();
        message.get("b").forEach(level -> set(bids, level));
        message.get("a").forEach(level -> set(asks, level));
        assertThat(bids.firstKey()).isLessThan(asks.firstKey());
    }

    private static void set(NavigableMap<BigDecimal, BigDecimal> side, JsonNode level) {
        BigDecimal price = level.get("p").decimalValue();
        BigDecimal size = level.get("s").decimalValue();
        if (size.signum() == 0) {
            assertThat(side.remove(price)).isNotNull();
        } else {
            side.put(price, size);
        }
    }

    private static List<OrderBookState.Level> levels(NavigableMap<BigDecimal, BigDecimal> side) {
        return side.entrySet().stream()
                .map(level -> new OrderBookState.Level(level.getKey(), level.getValue()))
                .toList();
    }
}
