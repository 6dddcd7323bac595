// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's connections by handle. Looking one up needs neither a lock nor an object; each change copies the table.
 * Safe for any thread.
 */
final class ConnectionTable {
    private volatile Slots slots = new Slots(2);

    /** Open addressing over a power of two; at most half full, so that every search meets an empty slot. */
    private static final class Slots {
        private final @Nullable LocalConnection[] entries;

        Slots(int size) {
            entries = new LocalConnection[size];
        }

        void put(LocalConnection connection) {
            int slot = connection.handle() & (entries.length - 1);
            while (entries[slot] != null) {
                slot = (slot + 1) & (entries.length - 1);
            }
            entries[slot] = connection;
        }
    }

    /** The connection with this handle, or null. */
    @Nullable
    LocalConnection find(int handle) {
        @Nullable LocalConnection[] entries = slots.entries;
        int slot = handle & (entries.length - 1);
        LocalConnection connection = entries[slot];
        while (connection != null && connection.handle() != handle) {
            slot = (slot + 1) & (entries.length - 1);
            connection = entries[slot];
        }
        return connection;
    }

    List<LocalConnection> all() {
        List<LocalConnection> all = new ArrayList<>();
        for (LocalConnection connection : slots.entries) {
            if (connection != null) {
                all.add(connection);
            }
        }
        return all;
    }

    boolean isEmpty() {
        return all().isEmpty();
    }

    synchronized void add(LocalConnection connection) {
        List<LocalConnection> connections = all();
        connections.add(connection);
        replace(connections);
    }

    synchronized void remove(LocalConnection connection) {
        List<LocalConnection> connections = all();
        if (connections.remove(connection)) {
            replace(connections);
        }
    }

    private void replace(List<LocalConnection> connections) {
        Slots next = new Slots(2 * Integer.highestOneBit(Math.max(1, connections.size())) * 2);
        connections.forEach(next::put);
        slots = next;
    }
}
