// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.Arrays;

/** A growing array of bytes, and how to write numbers as text into it without making objects. Used by one thread at a time. */
final class ByteBuilder {
    private static final int MAX_LONG_DIGITS = 19;

    private byte[] bytes = new byte[512];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was written, behind {@code head}. */
    byte[] copyBehind(byte[] head) {
        byte[] copy = Arrays.copyOf(head, head.length + length);
        System.arraycopy(bytes, 0, copy, head.length, length);
        return copy;
    }

    void put(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
    }

    void put(byte[] source) {
        put(source, source.length);
    }

    void put(ByteBuilder source) {
        put(source.bytes, source.length);
    }

    private void put(byte[] source, int count) {
        ensure(count);
        System.arraycopy(source, 0, bytes, length, count);
        length += count;
    }

    /** Writes a number that is not negative. */
    void putLong(long value) {
        ensure(MAX_LONG_DIGITS);
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        putDigits(value, digits);
    }

    /** Writes {@code value / 10^places} in its shortest form, as in 162.9; not for negative numbers. */
    void putDecimal(long value, int places) {
        long scale = 1;
        for (int i = 0; i < places; i++) {
            scale *= 10;
        }
        putLong(value / scale);
        putFraction(value % scale, places);
    }

    /** Writes the fraction's digits without trailing zeros, nothing at all for zero. */
    void putFraction(long fraction, int places) {
        if (fraction == 0) {
            return;
        }
        int digits = places;
        long rest = fraction;
        while (rest % 10 == 0) {
            rest /= 10;
            digits--;
        }
        put('.');
        ensure(digits);
        putDigits(rest, digits);
    }

    private void putDigits(long value, int digits) {
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void ensure(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }
}
