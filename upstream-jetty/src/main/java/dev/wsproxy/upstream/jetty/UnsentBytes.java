// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds what waits to be sent. */
final class UnsentBytes {
    /** What a waiting frame costs besides its payload, so that many small ones are bounded too. */
    private static final int FRAME_BYTES = 256;

    private final long maxBytes;
    private final AtomicLong unsent = new AtomicLong();

    UnsentBytes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes room for one frame; false when too much waits already. One frame always has room when none waits. */
    boolean take(int payloadBytes) {
        long cost = cost(payloadBytes);
        long before = unsent.getAndAdd(cost);
        if (before > 0 && before + cost > maxBytes) {
            unsent.addAndGet(-cost);
            return false;
        }
        return true;
    }

    void release(int payloadBytes) {
        unsent.addAndGet(-cost(payloadBytes));
    }

    private static long cost(int payloadBytes) {
        return (long) payloadBytes + FRAME_BYTES;
    }
}
