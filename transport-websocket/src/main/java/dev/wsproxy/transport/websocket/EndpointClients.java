// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Those that are connected, and how much may wait for each of them. Any thread. */
final class EndpointClients {
    private static final int SHARE_OF_HEAP = 4;

    private final Limits limits;
    private final Set<EndpointClient> present = ConcurrentHashMap.newKeySet();
    private volatile long maxUnsentBytes;
    private int count;

    EndpointClients(Limits limits) {
        this.limits = limits;
        maxUnsentBytes = limits.slowClientBytes();
    }

    synchronized boolean isFull() {
        return count >= limits.maxConnections();
    }

    /** Lets a client in; false when there are as many as there may be. */
    synchronized boolean add(EndpointClient client) {
        if (isFull()) {
            return false;
        }
        present.add(client);
        changed(count + 1);
        return true;
    }

    synchronized void remove(EndpointClient client) {
        if (present.remove(client)) {
            changed(count - 1);
        }
    }

    /** All that waits together stays below a quarter of the heap, however slow they all are. */
    private void changed(int now) {
        count = now;
        long share = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / Math.max(1, now);
        maxUnsentBytes = Math.min(limits.slowClientBytes(), share);
        notifyAll();
    }

    /** What may wait for one client now. */
    long maxUnsentBytes() {
        return maxUnsentBytes;
    }

    Set<EndpointClient> all() {
        return Set.copyOf(present);
    }

    /** Waits until nobody is there, or the time is over. */
    synchronized void awaitNone(Duration longest) throws InterruptedException {
        long deadlineNs = System.nanoTime() + longest.toNanos();
        long leftNs = longest.toNanos();
        while (count > 0 && leftNs > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, leftNs);
            leftNs = deadlineNs - System.nanoTime();
        }
    }
}
