// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

/** Collects messages into frames, each an array of at most so many. Not thread-safe. */
final class FrameBatch {
    private static final byte[] OPEN = {'['};
    private static final int FIXARRAY = 0x90;
    private static final int FIXARRAY_LIMIT = 16;
    private static final byte ARRAY_16 = (byte) 0xdc;

    private final Encoding encoding;
    private final int limit;
    private final ByteBuilder elements = new ByteBuilder();
    private int count;

    /** @param limit less than 65,536 */
    FrameBatch(Encoding encoding, int limit) {
        this.encoding = encoding;
        this.limit = limit;
    }

    void add(MessageWriter message) {
        if (encoding == Encoding.JSON && count > 0) {
            elements.put(',');
        }
        message.copyTo(elements);
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isFull() {
        return count >= limit;
    }

    byte[] take() {
        if (encoding == Encoding.JSON) {
            elements.put(']');
        }
        byte[] frame = elements.copyBehind(encoding == Encoding.JSON ? OPEN : arrayHeader());
        elements.clear();
        count = 0;
        return frame;
    }

    private byte[] arrayHeader() {
        return count < FIXARRAY_LIMIT
                ? new byte[] {(byte) (FIXARRAY | count)}
                : new byte[] {ARRAY_16, (byte) (count >> 8), (byte) count};
    }
}
