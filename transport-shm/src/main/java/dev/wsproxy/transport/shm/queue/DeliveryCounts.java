// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * How many messages and events have been addressed to each slot so far; counted when the first record of a message is due,
 * written or not. Guarded by the writer's caller.
 *
 * <p>Encoded as the payload of a START record for N slots, in the machine's byte order; any other slot counts zero:
 *
 * <pre>
 *  offset      size  field
 *  8*slot      8     messages
 *  8*(N+slot)  8     events
 * </pre>
 */
final class DeliveryCounts {
    static final int BYTES_PER_SLOT = 2 * Long.BYTES;

    private long[] messages = new long[Long.SIZE];
    private long[] events = new long[Long.SIZE];
    private int slots;
    private ByteBuffer encoded = ByteBuffer.allocate(0);
    private LongBuffer encodedLongs = encoded.asLongBuffer();

    void count(RecordKind kind, long[] recipients, int words) {
        for (int word = 0; word < words; word++) {
            for (long bits = recipients[word]; bits != 0; bits &= bits - 1) {
                increment(kind, (word << 6) + Long.numberOfTrailingZeros(bits));
            }
        }
    }

    private void increment(RecordKind kind, int slot) {
        if (slot >= slots) {
            grow(slot + 1);
        }
        if (kind.isMessage()) {
            messages[slot]++;
        } else {
            events[slot]++;
        }
    }

    private void grow(int slotCount) {
        slots = slotCount;
        if (slotCount > messages.length) {
            messages = Arrays.copyOf(messages, Math.max(slotCount, 2 * messages.length));
            events = Arrays.copyOf(events, messages.length);
        }
    }

    long messages(int slot) {
        return slot < slots ? messages[slot] : 0;
    }

    long events(int slot) {
        return slot < slots ? events[slot] : 0;
    }

    int encodedBytes() {
        return slots * BYTES_PER_SLOT;
    }

    /** The encoded counts, from position to limit; valid until the next call. */
    ByteBuffer encode() {
        if (encoded.capacity() < encodedBytes()) {
            encoded = ByteBuffer.allocate(messages.length * BYTES_PER_SLOT).order(ByteOrder.nativeOrder());
            encodedLongs = encoded.asLongBuffer();
        }
        // In bulk: this runs once per generation, too seldom to be compiled, while the writer waits.
        encodedLongs.put(0, messages, 0, slots).put(slots, events, 0, slots);
        return encoded.clear().limit(encodedBytes());
    }

    static long messages(DataRecord start, int slot) {
        return slot < slots(start) ? start.payloadLong(slot * Long.BYTES) : 0;
    }

    static long events(DataRecord start, int slot) {
        return slot < slots(start) ? start.payloadLong((slots(start) + slot) * Long.BYTES) : 0;
    }

    private static int slots(DataRecord start) {
        return start.payloadBytes() / BYTES_PER_SLOT;
    }
}
