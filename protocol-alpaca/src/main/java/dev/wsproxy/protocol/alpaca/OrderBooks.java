// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order books that the upstream has told. It sends a whole book only once, to the first who subscribes; whoever comes
 * later gets it from here, and then the same changes as everybody.
 */
final class OrderBooks {
    /** More than any feed has; what a broken upstream sends must not fill the memory. */
    static final int MOST_BOOKS = 2_000;

    /** Of all books together. */
    static final int MOST_LEVELS = 200_000;

    private final @Nullable Channel channel;
    private final Map<String, OrderBook> books = new HashMap<>();
    private int levels;

    OrderBooks(Feed feed) {
        channel = feed.orderBooks().orElse(null);
    }

    /** Takes an element into account. Changes of a book that is not known are not: the whole book is to come. */
    void update(byte[] bytes, int from, int to) {
        OrderBookMessage.read(bytes, from, to).ifPresent(this::update);
    }

    private void update(OrderBookMessage message) {
        OrderBook book = books.get(message.symbol());
        if (book == null && message.whole() && books.size() < MOST_BOOKS) {
            book = new OrderBook(message.symbol());
            books.put(message.symbol(), book);
        }
        if (book != null) {
            apply(message, book);
        }
    }

    private void apply(OrderBookMessage message, OrderBook book) {
        levels -= book.levels();
        if (book.apply(message) && levels + book.levels() <= MOST_LEVELS) {
            levels += book.levels();
        } else {
            books.remove(message.symbol());
        }
    }

    /** The whole books among these subscriptions, as messages; those that are not known are still to come. */
    List<ByteBuffer> messages(ChannelSet subscriptions) {
        if (channel == null || books.isEmpty()) {
            return List.of();
        }
        return books.entrySet().stream()
                .filter(entry -> covers(subscriptions, channel, entry.getKey()))
                .map(entry -> entry.getValue().message())
                .toList();
    }

    /** Forgets the books that the upstream does not go on with. */
    void retain(ChannelSet subscriptions) {
        if (channel != null) {
            books.keySet().removeIf(symbol -> !covers(subscriptions, channel, symbol));
            levels = books.values().stream().mapToInt(OrderBook::levels).sum();
        }
    }

    private static boolean covers(ChannelSet subscriptions, Channel channel, String symbol) {
        return subscriptions.contains(channel, symbol) || subscriptions.contains(channel, Routes.ALL_SYMBOLS);
    }

    void clear() {
        books.clear();
        levels = 0;
    }
}
