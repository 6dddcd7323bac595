// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

/** Collects messages into frames, each an array of at most so many. Not thread-safe. */
final class FrameBatch {
    private final int limit;
    private final JsonBuffer frame = new JsonBuffer();
    private int count;

    FrameBatch(int limit) {
        this.limit = limit;
    }

    void add(JsonBuffer message) {
        frame.put(count == 0 ? '[' : ',');
        frame.put(message);
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count >= limit;
    }

    byte[] take() {
        frame.put(']');
        byte[] taken = frame.copy();
        frame.clear();
        count = 0;
        return taken;
    }
}
