// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts who is connected with which key. Safe for use by several threads. */
final class Slots {
    private record Slot(Feed feed, String key) {}

    private final int limit;
    private final Map<Slot, Set<Object>> holders = new HashMap<>();
    private final Map<Slot, Set<Object>> contenders = new HashMap<>();
    private final Map<String, Integer> maximumPerKey = new TreeMap<>();

    Slots(int limit) {
        this.limit = limit;
    }

    /** Gives the session a slot if one is left; either way it counts as connected with that key until it leaves. */
    synchronized boolean acquire(Feed feed, String key, Object session) {
        Slot slot = new Slot(feed, key);
        Set<Object> contending = contenders.computeIfAbsent(slot, s -> new HashSet<>());
        contending.add(session);
        maximumPerKey.merge(key, contending.size(), Math::max);
        Set<Object> holding = holders.computeIfAbsent(slot, s -> new HashSet<>());
        return holding.contains(session) || (holding.size() < limit && holding.add(session));
    }

    synchronized void leave(Object session) {
        holders.values().forEach(sessions -> sessions.remove(session));
        contenders.values().forEach(sessions -> sessions.remove(session));
    }

    /** The most connections there ever were at once on one feed, refused ones included, by key. */
    synchronized Map<String, Integer> maximumPerKey() {
        return new TreeMap<>(maximumPerKey);
    }
}
