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
    private final @Nullable Channel channel;
    private final Map<String, OrderBook> books = new HashMap<>();

    OrderBooks(Feed feed) {
        channel = feed.orderBooks().orElse(null);
    }

    /** Takes an element into account. Changes of a book that is not known are not: the whole book is to come. */
    void update(byte[] bytes, int from, int to) {
        OrderBookMessage.read(bytes, from, to).ifPresent(this::update);
    }

    private void update(OrderBookMessage message) {
        OrderBook book = books.get(message.symbol());
        if (book == null && message.whole()) {
            book = new OrderBook(message.symbol());
            books.put(message.symbol(), book);
        }
        if (book != null && !book.apply(message)) {
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
        }
    }

    private static boolean covers(ChannelSet subscriptions, Channel channel, String symbol) {
        return subscriptions.contains(channel, symbol) || subscriptions.contains(channel, Routes.ALL_SYMBOLS);
    }

    void clear() {
        books.clear();
    }
}
