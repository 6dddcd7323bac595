// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The clients of one shared connection, by slot. */
final class Clients {
    private final TreeMap<Integer, VirtualSession> bySlot = new TreeMap<>();

    VirtualSession add(VirtualSession client) {
        bySlot.put(client.slot(), client);
        return client;
    }

    @Nullable
    VirtualSession remove(int slot) {
        return bySlot.remove(slot);
    }

    /** The client in a slot that may still be spoken to; null when there is none. */
    @Nullable
    VirtualSession get(int slot) {
        VirtualSession client = bySlot.get(slot);
        return client == null || client.isGone() ? null : client;
    }

    /** Those who are there now; the list does not change when clients leave while it is gone through. */
    List<VirtualSession> all() {
        return all(client -> true);
    }

    List<VirtualSession> all(Predicate<VirtualSession> predicate) {
        return bySlot.values().stream()
                .filter(client -> !client.isGone())
                .filter(predicate)
                .toList();
    }
}
