// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.transport.Recipients;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One symbol, who subscribed to it on which channel, and who therefore gets its elements. */
final class Route {
    private static final Recipients NOBODY = new Recipients();

    private final byte[] symbol;
    private final int hash;
    private final @Nullable Recipients[] subscribers;
    private final @Nullable Recipients[] recipients;
    private final Recipients onAnyChannel = new Recipients();

    Route(String symbol, int channels) {
        this.symbol = symbol.getBytes(StandardCharsets.UTF_8);
        hash = Text.hash(this.symbol, 0, this.symbol.length);
        subscribers = new Recipients[channels];
        recipients = new Recipients[channels];
    }

    int hash() {
        return hash;
    }

    boolean isFor(Text name) {
        return name.is(symbol);
    }

    boolean isUsed() {
        for (Recipients some : subscribers) {
            if (some != null && !some.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Who named this symbol on this channel. */
    Recipients subscribers(int channel) {
        Recipients some = subscribers[channel];
        return some == null ? NOBODY : some;
    }

    void add(int channel, int slot) {
        Recipients some = subscribers[channel];
        if (some == null) {
            some = new Recipients();
            subscribers[channel] = some;
        }
        some.add(slot);
    }

    void remove(int channel, int slot) {
        Recipients some = subscribers[channel];
        if (some != null) {
            some.remove(slot);
        }
    }

    /** Who gets the elements of this channel: subscribers of the symbol and of all symbols. */
    Recipients recipients(int channel, Route all) {
        Recipients some = recipients[channel];
        return some == null ? all.subscribers(channel) : some;
    }

    /** Who gets elements of an unknown type: subscribers on any channel. */
    Recipients onAnyChannel() {
        return onAnyChannel;
    }

    /** Takes changes of its subscribers, or of those of all symbols, into account. */
    void update(int channel, Route all) {
        Recipients some = subscribers[channel];
        if (some == null || some.isEmpty()) {
            recipients[channel] = null;
        } else {
            Recipients together = recipients[channel] == null ? new Recipients() : recipients[channel];
            together.set(some);
            together.addAll(all.subscribers(channel));
            recipients[channel] = together;
        }
        onAnyChannel.clear();
        for (int i = 0; i < recipients.length; i++) {
            onAnyChannel.addAll(recipients(i, all));
        }
    }
}
