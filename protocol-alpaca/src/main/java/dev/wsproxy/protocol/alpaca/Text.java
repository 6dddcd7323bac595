// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a string inside a message, as a view that is moved from string to string instead of being made anew.
 * Only a string with escapes is copied, into a buffer that is kept.
 */
final class Text {
    private static final byte[] NOTHING = {};
    private static final int KEPT_BYTES = 64 * 1024;

    private byte[] bytes = NOTHING;
    private int from;
    private int to;
    private byte[] unescaped = NOTHING;

    /** Becomes empty, and forgets the memory that a very long string took. */
    void clear() {
        if (unescaped.length > KEPT_BYTES) {
            unescaped = NOTHING;
        }
        bytes = NOTHING;
        from = 0;
        to = 0;
    }

    /** Becomes these bytes, which must not change as long as this view is used. */
    void set(byte[] source, int start, int end) {
        bytes = source;
        from = start;
        to = end;
    }

    /**
     * Becomes what these bytes mean once their JSON escapes are resolved.
     *
     * @return {@code false} when an escape is malformed; this view is empty then
     */
    boolean setUnescaped(byte[] source, int start, int end) {
        if (unescaped.length < end - start) {
            unescaped = new byte[end - start];
        }
        int length = JsonEscapes.resolve(source, start, end, unescaped);
        if (length < 0) {
            clear();
            return false;
        }
        set(unescaped, 0, length);
        return true;
    }

    int length() {
        return to - from;
    }

    boolean isEmpty() {
        return from == to;
    }

    /** The first byte; there must be one. */
    byte first() {
        return bytes[from];
    }

    boolean is(byte[] other) {
        return Arrays.equals(bytes, from, to, other, 0, other.length);
    }

    int hash() {
        return hash(bytes, from, to);
    }

    static int hash(byte[] bytes, int from, int to) {
        int hash = 0x811C9DC5;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * 0x01000193;
        }
        return hash ^ (hash >>> 15);
    }

    @Override
    public String toString() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
