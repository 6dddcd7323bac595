// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * How many messages and events have been addressed to each slot so far, counted when the first record of a message is due,
 * written or not; and how many of those found no room. Guarded by the writer's caller; another thread may read single
 * counts, somewhat out of date.
 *
 * <p>Encoded as the payload of a START record for N slots, in the machine's byte order; any other slot counts zero:
 *
 * <pre>
 *  offset        size  field
 *  8*slot        8     messages
 *  8*(N+slot)    8     events
 *  8*(2*N+slot)  8     lostMessages
 *  8*(3*N+slot)  8     lostEvents
 * </pre>
 */
final class DeliveryCounts {
    private static final int MESSAGES = 0;
    private static final int EVENTS = 1;
    private static final int LOST_MESSAGES = 2;
    private static final int LOST_EVENTS = 3;
    private static final int COLUMNS = 4;

    static final int BYTES_PER_SLOT = COLUMNS * Long.BYTES;

    private final long[][] columns = new long[COLUMNS][Long.SIZE];
    private int slots;
    private ByteBuffer encoded = ByteBuffer.allocate(0);
    private LongBuffer encodedLongs = encoded.asLongBuffer();

    /** A message is due. */
    void count(RecordKind kind, long[] recipients, int words) {
        increment(kind.isMessage() ? MESSAGES : EVENTS, recipients, words);
    }

    /** A message that was due found no room, or not as a whole. */
    void countLost(RecordKind kind, long[] recipients, int words) {
        increment(kind.isMessage() ? LOST_MESSAGES : LOST_EVENTS, recipients, words);
    }

    private void increment(int column, long[] recipients, int words) {
        for (int word = 0; word < words; word++) {
            for (long bits = recipients[word]; bits != 0; bits &= bits - 1) {
                int slot = (word << 6) + Long.numberOfTrailingZeros(bits);
                if (slot >= slots) {
                    grow(slot + 1);
                }
                columns[column][slot]++;
            }
        }
    }

    private void grow(int slotCount) {
        slots = slotCount;
        int length = columns[0].length;
        for (int i = 0; slotCount > length && i < COLUMNS; i++) {
            columns[i] = Arrays.copyOf(columns[i], Math.max(slotCount, 2 * length));
        }
    }

    long messages(int slot) {
        return count(MESSAGES, slot);
    }

    long events(int slot) {
        return count(EVENTS, slot);
    }

    long lostMessages(int slot) {
        return count(LOST_MESSAGES, slot);
    }

    long lostEvents(int slot) {
        return count(LOST_EVENTS, slot);
    }

    private long count(int column, int slot) {
        long[] counts = columns[column]; // read once: another thread may be about to lengthen it
        return slot < counts.length ? counts[slot] : 0;
    }

    int encodedBytes() {
        return slots * BYTES_PER_SLOT;
    }

    /** The encoded counts, from position to limit; valid until the next call. */
    ByteBuffer encode() {
        if (encoded.capacity() < encodedBytes()) {
            encoded = ByteBuffer.allocate(columns[0].length * BYTES_PER_SLOT).order(ByteOrder.nativeOrder());
            encodedLongs = encoded.asLongBuffer();
        }
        // In bulk: this runs once per generation, too seldom to be compiled, while the writer waits.
        for (int i = 0; i < COLUMNS; i++) {
            encodedLongs.put(i * slots, columns[i], 0, slots);
        }
        return encoded.clear().limit(encodedBytes());
    }

    static long messages(DataRecord start, int slot) {
        return count(start, MESSAGES, slot);
    }

    static long events(DataRecord start, int slot) {
        return count(start, EVENTS, slot);
    }

    static long lostMessages(DataRecord start, int slot) {
        return count(start, LOST_MESSAGES, slot);
    }

    static long lostEvents(DataRecord start, int slot) {
        return count(start, LOST_EVENTS, slot);
    }

    private static long count(DataRecord start, int column, int slot) {
        int slots = start.payloadBytes() / BYTES_PER_SLOT;
        return slot < slots ? start.payloadLong((column * slots + slot) * Long.BYTES) : 0;
    }
}
