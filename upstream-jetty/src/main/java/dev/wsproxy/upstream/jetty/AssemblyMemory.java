// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that long messages of all connections may take together while they are put together. Without a bound some
 * upstreams that send the longest message at once would end the proxy. Any thread.
 */
final class AssemblyMemory {
    private static final int PART_OF_HEAP = 3;

    private final AtomicLong freeBytes;

    AssemblyMemory(long bytes) {
        freeBytes = new AtomicLong(bytes);
    }

    /** A third of the heap: the rest is for what a message is copied to while it grows, and for reading it. */
    static AssemblyMemory ofHeap() {
        return new AssemblyMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    private boolean take(long bytes) {
        long free = freeBytes.get();
        while (bytes <= free) {
            if (freeBytes.compareAndSet(free, free - bytes)) {
                return true;
            }
            free = freeBytes.get();
        }
        return false;
    }

    /** What one connection holds of it. Any thread. */
    final class Share {
        private long heldBytes;
        private boolean ended;

        /** Holds so much, in the place of what it held before; false, with nothing changed, if there is not enough. */
        synchronized boolean hold(long bytes) {
            if (ended || !take(bytes - heldBytes)) {
                return false;
            }
            heldBytes = bytes;
            return true;
        }

        /** Gives all back, and holds nothing any more. */
        synchronized void end() {
            hold(0);
            ended = true;
        }
    }
}
