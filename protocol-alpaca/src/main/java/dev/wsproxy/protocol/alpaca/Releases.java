// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Subscriptions that nobody wants any more but the upstream still holds. They are given back after a grace period, so
 * that a client which comes back at once, or another one that takes over, causes no traffic.
 */
final class Releases {
    static final long GRACE_NS = 1_000_000_000L;

    private record Subscription(Channel channel, String symbol) {}

    private final Map<Subscription, Long> dueNs = new LinkedHashMap<>();

    /** The last one who wanted them has gone at this time. */
    void addAll(ChannelSet symbols, long nowNs) {
        symbols.forEach((channel, symbol) -> {
            Subscription subscription = new Subscription(channel, symbol);
            dueNs.remove(subscription);
            dueNs.put(subscription, nowNs + GRACE_NS);
        });
    }

    /** Ends the grace period of all, because room is needed at once; {@code false} when there are none. */
    boolean hurry(long nowNs) {
        dueNs.replaceAll((subscription, due) -> nowNs);
        return !dueNs.isEmpty();
    }

    /** Takes out those whose time has come; some may have come to be wanted again. */
    ChannelSet due(Feed feed, long nowNs) {
        ChannelSet due = new ChannelSet(feed);
        Iterator<Map.Entry<Subscription, Long>> oldestFirst = dueNs.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Map.Entry<Subscription, Long> next = oldestFirst.next();
            if (nowNs - next.getValue() < 0) {
                break;
            }
            due.add(next.getKey().channel(), next.getKey().symbol());
            oldestFirst.remove();
        }
        return due;
    }

    void clear() {
        dueNs.clear();
    }
}
