// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.protocol.ConnectionKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The sockets that were asked to close and have not said that they did. A provider that allows one connection refuses the
 * next as long as it has not seen the end of the last, so the next waits for it; a while only.
 */
final class Closings {
    private record Closing(Attempt attempt, long sinceNs) {}

    private final Map<ConnectionKey, Closing> byKey = new HashMap<>();

    /** A socket is about to be closed. */
    synchronized void began(ConnectionKey key, Attempt attempt, long nowNs) {
        byKey.put(key, new Closing(attempt, nowNs));
    }

    /** Whether a new socket for the key may be opened. */
    synchronized boolean permits(ConnectionKey key, long nowNs, long longestNs) {
        Closing closing = byKey.get(key);
        if (closing == null) {
            return true;
        }
        if (nowNs - closing.sinceNs() < longestNs) {
            return false;
        }
        byKey.remove(key);
        return true;
    }

    /**
     * A socket has ended.
     *
     * @return whether somebody may have waited for that
     */
    synchronized boolean ended(ConnectionKey key, Attempt attempt) {
        Closing closing = byKey.get(key);
        if (closing == null || closing.attempt() != attempt) {
            return false;
        }
        byKey.remove(key);
        notifyAll();
        return true;
    }

    /** Waits until every socket has ended. */
    synchronized void await(Duration longest) throws InterruptedException {
        long deadlineNs = System.nanoTime() + Nanos.of(longest);
        for (long leftNs = deadlineNs - System.nanoTime(); !byKey.isEmpty() && leftNs > 0; ) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(leftNs, TimeUnit.MILLISECONDS.toNanos(1)));
            leftNs = deadlineNs - System.nanoTime();
        }
    }
}
