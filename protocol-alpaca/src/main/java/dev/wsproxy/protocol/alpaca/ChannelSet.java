// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.BiPredicate;

/** Symbols by channel: a subscription, a part of one, or the union of many. Mirrors hold nothing of their own. */
final class ChannelSet {
    /** Receives one symbol of one channel. */
    interface Visitor {
        void visit(Channel channel, String symbol);
    }

    private final Feed feed;
    private final List<Set<String>> symbols = new ArrayList<>();

    ChannelSet(Feed feed) {
        this.feed = feed;
        feed.channels().forEach(channel -> symbols.add(new LinkedHashSet<>()));
    }

    Feed feed() {
        return feed;
    }

    /** What is held on a channel; for a mirror, what is held on its source. */
    Set<String> symbols(Channel channel) {
        return symbols.get(channel.source());
    }

    void add(Channel channel, String symbol) {
        symbols(channel).add(symbol);
    }

    void addAll(Channel channel, Collection<String> added) {
        symbols(channel).addAll(added);
    }

    void addAll(ChannelSet other) {
        other.forEach(this::add);
    }

    void remove(Channel channel, String symbol) {
        symbols(channel).remove(symbol);
    }

    void removeAll(ChannelSet other) {
        other.forEach(this::remove);
    }

    boolean contains(Channel channel, String symbol) {
        return symbols(channel).contains(symbol);
    }

    boolean containsAll(ChannelSet other) {
        for (Channel channel : feed.channels()) {
            if (!symbols(channel).containsAll(other.symbols(channel))) {
                return false;
            }
        }
        return true;
    }

    boolean isEmpty() {
        return symbols.stream().allMatch(Set::isEmpty);
    }

    int size() {
        return symbols.stream().mapToInt(Set::size).sum();
    }

    void clear() {
        symbols.forEach(Set::clear);
    }

    void forEach(Visitor visitor) {
        for (Channel channel : feed.channels()) {
            if (!channel.isMirror()) {
                symbols(channel).forEach(symbol -> visitor.visit(channel, symbol));
            }
        }
    }

    /** A set of its own with those that the predicate accepts. */
    ChannelSet filter(BiPredicate<Channel, String> predicate) {
        ChannelSet filtered = new ChannelSet(feed);
        forEach((channel, symbol) -> {
            if (predicate.test(channel, symbol)) {
                filtered.add(channel, symbol);
            }
        });
        return filtered;
    }

    ChannelSet copy() {
        return filter((channel, symbol) -> true);
    }

    /** What is in this set and not in the other. */
    ChannelSet minus(ChannelSet other) {
        return filter((channel, symbol) -> !other.contains(channel, symbol));
    }

    /** The same, in sets whose symbols take no more than so many bytes in a message; none for an empty set. */
    List<ChannelSet> split(int mostBytes) {
        List<ChannelSet> parts = new ArrayList<>();
        int[] room = {0};
        forEach((channel, symbol) -> {
            int bytes = symbol.getBytes(StandardCharsets.UTF_8).length + "\"\",".length();
            if (parts.isEmpty() || room[0] < bytes) {
                parts.add(new ChannelSet(feed));
                room[0] = mostBytes;
            }
            parts.get(parts.size() - 1).add(channel, symbol);
            room[0] -= bytes;
        });
        return parts;
    }

    /** Two sets that together are this one, equal in size or nearly so. */
    List<ChannelSet> halves() {
        ChannelSet first = new ChannelSet(feed);
        ChannelSet second = new ChannelSet(feed);
        int half = size() / 2;
        int[] seen = {0};
        forEach((channel, symbol) -> (seen[0]++ < half ? first : second).add(channel, symbol));
        return List.of(first, second);
    }

    /** For people: {@code trades [AAPL, MSFT], quotes [AAPL]}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        for (Channel channel : feed.channels()) {
            if (!channel.isMirror() && !symbols(channel).isEmpty()) {
                text.add(channel.name() + " " + symbols(channel));
            }
        }
        return text.toString();
    }
}
