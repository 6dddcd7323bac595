// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What one client is subscribed to. Immutable: a change that is refused leaves nothing behind. */
final class Subscriptions {
    /** Stands for every symbol. */
    static final String ALL = "*";

    private static final Pattern SYMBOL = Pattern.compile("[A-Z0-9][A-Z0-9./-]{0,20}");

    private final Feed feed;
    private final Dialect dialect;
    private final Map<Channel, Set<String>> held;

    private Subscriptions(Feed feed, Dialect dialect, Map<Channel, Set<String>> held) {
        this.feed = feed;
        this.dialect = dialect;
        this.held = held;
    }

    static Subscriptions none(Feed feed, Dialect dialect) {
        return new Subscriptions(feed, dialect, new EnumMap<>(Channel.class));
    }

    static boolean isSymbol(String text) {
        return SYMBOL.matcher(text).matches();
    }

    Subscriptions plus(Map<String, List<String>> symbols) throws RequestException {
        Map<Channel, Set<String>> next = copy();
        checked(symbols)
                .forEach((channel, added) ->
                        next.computeIfAbsent(channel, c -> new TreeSet<>()).addAll(added));
        return new Subscriptions(feed, dialect, next);
    }

    Subscriptions minus(Map<String, List<String>> symbols) throws RequestException {
        Map<Channel, Set<String>> next = copy();
        checked(symbols)
                .forEach((channel, removed) ->
                        next.getOrDefault(channel, new TreeSet<>()).removeAll(Set.copyOf(removed)));
        return new Subscriptions(feed, dialect, next);
    }

    /** @param symbol may be {@link #ALL}, which is wanted only if asked for as such */
    boolean wants(Channel channel, String symbol) {
        Set<String> symbols = symbols(channel);
        return symbols.contains(symbol) || symbols.contains(ALL);
    }

    /** Tells whether the trades and quotes together are of more symbols than {@code limit}; everything else is free. */
    boolean exceeds(int limit) {
        Set<String> counted = new HashSet<>(symbols(Channel.TRADES));
        counted.addAll(symbols(Channel.QUOTES));
        return counted.size() > limit || counted.contains(ALL);
    }

    /** Every channel and its symbols in the order of an acknowledgement. */
    Map<String, Set<String>> state() {
        Map<String, Set<String>> state = new LinkedHashMap<>();
        for (Channel channel : Channel.values()) {
            Set<String> symbols = symbols(channel);
            if (!symbols.isEmpty() || isShownEmpty(channel)) {
                state.put(channel.key(), symbols);
            }
        }
        return state;
    }

    private boolean isShownEmpty(Channel channel) {
        return dialect == Dialect.DOCUMENTED && feed.has(channel) && channel != Channel.IMBALANCES;
    }

    private Set<String> symbols(Channel channel) {
        if (!feed.has(channel)) {
            return Set.of();
        }
        return held.getOrDefault(channel.followsTrades() ? Channel.TRADES : channel, Set.of());
    }

    private Map<Channel, Set<String>> copy() {
        Map<Channel, Set<String>> copy = new EnumMap<>(Channel.class);
        held.forEach((channel, symbols) -> copy.put(channel, new TreeSet<>(symbols)));
        return copy;
    }

    private Map<Channel, List<String>> checked(Map<String, List<String>> symbols) throws RequestException {
        Map<Channel, List<String>> checked = new EnumMap<>(Channel.class);
        boolean empty = true;
        for (Map.Entry<String, List<String>> entry : symbols.entrySet()) {
            checked.put(channel(entry.getKey()), entry.getValue());
            empty &= entry.getValue().isEmpty();
            if (!entry.getValue().stream().allMatch(symbol -> symbol.equals(ALL) || isSymbol(symbol))) {
                throw new RequestException(ErrorCode.INVALID_SYNTAX);
            }
        }
        if (empty) {
            throw new RequestException(ErrorCode.INVALID_SYNTAX);
        }
        if (feed.kind() == Kind.OPTIONS
                && checked.getOrDefault(Channel.QUOTES, List.of()).contains(ALL)) {
            throw new RequestException(ErrorCode.STAR_NOT_ALLOWED);
        }
        return checked;
    }

    private Channel channel(String key) throws RequestException {
        Channel channel = Channel.of(key).orElseThrow(() -> new RequestException(ErrorCode.INVALID_SYNTAX));
        if (!feed.has(channel)) {
            throw new RequestException(
                    dialect == Dialect.DOCUMENTED ? ErrorCode.INVALID_SUBSCRIBE_ACTION : ErrorCode.INVALID_SYNTAX);
        }
        return channel;
    }
}
