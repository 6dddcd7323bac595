// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A message about an order book.
 *
 * @param whole whether it has all levels, or only those that have changed
 * @param bids sizes by price; 0 for a level that is no more
 * @param asks likewise
 */
record BookMessage(boolean whole, Map<Double, Double> bids, Map<Double, Double> asks) {
    /** Of what a program prints: {@code book BTC/USD whole 100.5=1,100=2 101=0.5}, with {@code -} for no level. */
    static BookMessage of(String line) {
        String[] words = line.split(" ");
        return new BookMessage(words[2].equals("whole"), side(words[3]), side(words[4]));
    }

    private static Map<Double, Double> side(String text) {
        return Arrays.stream(text.split(","))
                .filter(level -> !level.equals("-"))
                .map(level -> level.split("="))
                .collect(Collectors.toMap(level -> Double.valueOf(level[0]), level -> Double.valueOf(level[1])));
    }

    static BookMessage of(JsonNode element) {
        return new BookMessage(element.path("r").asBoolean(false), side(element.get("b")), side(element.get("a")));
    }

    private static Map<Double, Double> side(JsonNode levels) {
        return levels.valueStream()
                .collect(Collectors.toMap(
                        level -> level.get("p").doubleValue(),
                        level -> level.get("s").doubleValue()));
    }

    /** The book, {@code b} and {@code a}, that these messages make. */
    static Map<String, Map<Double, Double>> book(List<BookMessage> messages) {
        Map<String, Map<Double, Double>> book = Map.of("b", new TreeMap<>(), "a", new TreeMap<>());
        for (BookMessage message : messages) {
            if (message.whole()) {
                book.values().forEach(Map::clear);
            }
            book.get("b").putAll(message.bids());
            book.get("a").putAll(message.asks());
            book.values().forEach(levels -> levels.values().removeIf(size -> size == 0));
        }
        return book;
    }
}
