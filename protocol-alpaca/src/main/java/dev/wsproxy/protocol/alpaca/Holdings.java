// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.transport.Recipients;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;

/** Who holds which subscription: what each client was told that it has, and the routes of the data, kept equal. */
final class Holdings {
    private final Clients clients;
    private final Routes routes;

    Holdings(Clients clients, Routes routes) {
        this.clients = clients;
        this.routes = routes;
    }

    void add(VirtualSession client, ChannelSet symbols) {
        symbols.forEach((channel, symbol) -> {
            client.subscriptions().add(channel, symbol);
            routes.add(channel, symbol, client.slot());
        });
    }

    void remove(VirtualSession client, ChannelSet symbols) {
        symbols.forEach((channel, symbol) -> {
            client.subscriptions().remove(channel, symbol);
            routes.remove(channel, symbol, client.slot());
        });
    }

    /** Takes these from everybody; tells who had which of them. */
    void revoke(ChannelSet symbols, BiConsumer<VirtualSession, ChannelSet> losses) {
        for (VirtualSession client : clients.all()) {
            ChannelSet lost = client.subscriptions().filter(symbols::contains);
            if (!lost.isEmpty()) {
                remove(client, lost);
                losses.accept(client, lost);
            }
        }
    }

    /** Which of these symbols somebody else holds on one of their channels. */
    Set<String> heldByOthers(VirtualSession client, ChannelSet symbols) {
        Set<String> held = new HashSet<>();
        symbols.forEach((channel, symbol) -> {
            Recipients holders = routes.subscribers(channel, symbol);
            if (holders.size() > (holders.contains(client.slot()) ? 1 : 0)) {
                held.add(symbol);
            }
        });
        return held;
    }

    /** What each client has. */
    void forEach(BiConsumer<VirtualSession, ChannelSet> action) {
        clients.all().forEach(client -> action.accept(client, client.subscriptions()));
    }

    boolean isHeld(Channel channel, String symbol) {
        return !routes.subscribers(channel, symbol).isEmpty();
    }
}
