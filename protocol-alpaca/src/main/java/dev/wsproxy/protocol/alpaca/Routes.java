// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.transport.Recipients;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Who is subscribed to what: the counts of the shared connection, and the way of every element. A hash table with open
 * addressing over the bytes of the symbols, so that looking one up allocates nothing.
 */
final class Routes {
    /** Stands for every symbol of a channel. */
    static final String ALL_SYMBOLS = "*";

    private static final int FIRST_CAPACITY = 64;

    private final int channels;
    private final Route all;
    private final Recipients nobody = new Recipients();
    private @Nullable Route[] table = new Route[FIRST_CAPACITY];
    private int filled;

    Routes(Feed feed) {
        channels = feed.channels().size();
        all = new Route(ALL_SYMBOLS, channels);
    }

    /** Who gets an element of this channel. Hot path. */
    Recipients recipients(Channel channel, Text symbol) {
        Route route = find(symbol, symbol.hash());
        return route == null ? all.subscribers(channel.source()) : route.recipients(channel.source(), all);
    }

    /** Who gets an element of an unknown type. */
    Recipients onAnyChannel(Text symbol) {
        Route route = find(symbol, symbol.hash());
        return route == null ? all.onAnyChannel() : route.onAnyChannel();
    }

    /** Who named this symbol, or {@code *}, on this channel. */
    Recipients subscribers(Channel channel, String symbol) {
        Route route = find(symbol);
        return route == null ? nobody : route.subscribers(channel.source());
    }

    void add(Channel channel, String symbol, int slot) {
        Route found = find(symbol);
        Route route = found == null ? insert(symbol) : found;
        route.add(channel.source(), slot);
        update(route, channel.source());
    }

    void remove(Channel channel, String symbol, int slot) {
        Route route = find(symbol);
        if (route != null) {
            route.remove(channel.source(), slot);
            update(route, channel.source());
        }
    }

    /** How many symbols there is room for, twice over. */
    int capacity() {
        return table.length;
    }

    private void update(Route changed, int channel) {
        changed.update(channel, all);
        if (changed == all) {
            for (Route route : table) {
                if (route != null) {
                    route.update(channel, all);
                }
            }
        }
    }

    private @Nullable Route find(String symbol) {
        if (symbol.equals(ALL_SYMBOLS)) {
            return all;
        }
        byte[] bytes = symbol.getBytes(StandardCharsets.UTF_8);
        Text name = new Text();
        name.set(bytes, 0, bytes.length);
        return find(name, name.hash());
    }

    private @Nullable Route find(Text symbol, int hash) {
        int mask = table.length - 1;
        for (int i = hash & mask; ; i = i + 1 & mask) {
            Route route = table[i];
            if (route == null || route.hash() == hash && route.isFor(symbol)) {
                return route;
            }
        }
    }

    private Route insert(String symbol) {
        if (2 * (filled + 1) > table.length) {
            rebuild();
        }
        Route route = new Route(symbol, channels);
        insert(route);
        return route;
    }

    private void insert(Route route) {
        int mask = table.length - 1;
        int i = route.hash() & mask;
        while (table[i] != null) {
            i = i + 1 & mask;
        }
        table[i] = route;
        filled++;
    }

    /** Drops the symbols that nobody wants any more, and makes room. */
    private void rebuild() {
        @Nullable Route[] old = table;
        int used = 0;
        for (Route route : old) {
            used += route != null && route.isUsed() ? 1 : 0;
        }
        table = new Route[Math.max(FIRST_CAPACITY, Integer.highestOneBit(2 * used + 1) << 2)];
        filled = 0;
        for (Route route : old) {
            if (route != null && route.isUsed()) {
                insert(route);
            }
        }
    }
}
