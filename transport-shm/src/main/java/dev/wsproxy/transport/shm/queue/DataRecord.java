// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import dev.wsproxy.transport.shm.DamagedMemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One record of a queue, read in place. Layout {@value #LAYOUT_VERSION}, in the machine's byte order (a queue never leaves it):
 *
 * <pre>
 *  offset  size  field            unit / encoding
 *  0       8     sequence         per queue, +1 per record of kind TEXT, BINARY or EVENT, from 1;
 *                                 in the other kinds that of the record which follows
 *  8       8     receivedNs       System.nanoTime() of the writer: comparable between processes of one Linux host
 *  16      8     receivedEpochNs  ns since 1970-01-01T00:00Z
 *  24      1     kind             see {@link RecordKind}
 *  25      1     flags            bits 0-6 the caller's; bit 7: the first record of its message
 *  26      2     recipientWords   N, unsigned
 *  28      4     remaining        bytes of the message that follow in further records; 0: its last record
 *  32      8*N   recipients       bit set of client slots: slot s is bit s % 64 of word s / 64
 *  32+8*N  ...   payload          to the end of the Chronicle document, whose length is exact
 * </pre>
 *
 * Chronicle aligns a document to 4 bytes and puts 4 bytes of its own before it, so 8-byte fields are not always aligned: they
 * are written before the document is published, so that nobody can see half of one.
 *
 * <p>An object of this class is a reader's cursor: valid during {@link RecordHandler#onRecord} only.
 */
public final class DataRecord {
    /** Version of this layout and of the generation's own records; differs whenever an older reader would misread. */
    static final int LAYOUT_VERSION = 2;

    static final int SEQUENCE = 0;
    static final int RECEIVED_NS = SEQUENCE + Long.BYTES;
    static final int RECEIVED_EPOCH_NS = RECEIVED_NS + Long.BYTES;
    static final int KIND = RECEIVED_EPOCH_NS + Long.BYTES;
    static final int FLAGS = KIND + Byte.BYTES;
    static final int RECIPIENT_WORDS = FLAGS + Byte.BYTES;
    static final int REMAINING = RECIPIENT_WORDS + Short.BYTES;
    static final int RECIPIENTS = REMAINING + Integer.BYTES;

    static final int MAX_RECIPIENT_WORDS = 0xFFFF;
    static final int CALLER_FLAGS = 0x7F;
    static final int FIRST_OF_MESSAGE = 0x80;

    private final ByteBuffer fields;
    private final ByteBuffer payload;
    private int offset;
    private int end;

    /** A cursor over the whole mapping of a generation; it has views of its own. */
    DataRecord(ByteBuffer mapping) {
        fields = mapping.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
        payload = mapping.asReadOnlyBuffer();
    }

    static int sizeOf(int recipientWords, int payloadBytes) {
        return RECIPIENTS + Long.BYTES * recipientWords + payloadBytes;
    }

    void moveTo(int recordOffset, int recordEnd) {
        offset = recordOffset;
        end = recordEnd;
        if (end - offset < RECIPIENTS || payloadBytes() < 0) {
            throw new DamagedMemoryException("a record of " + (end - offset) + " bytes has no room for its fields");
        }
    }

    /** Sequence number in the queue; two records of one message follow each other without a hole. */
    public long sequence() {
        return fields.getLong(offset + SEQUENCE);
    }

    /** When the writer received it: {@link System#nanoTime()}, comparable between processes of one Linux host. */
    public long receivedNs() {
        return fields.getLong(offset + RECEIVED_NS);
    }

    /** When the writer received it: ns since 1970-01-01T00:00Z. */
    public long receivedEpochNs() {
        return fields.getLong(offset + RECEIVED_EPOCH_NS);
    }

    /** What the payload is. */
    public RecordKind kind() {
        return RecordKind.of(fields.get(offset + KIND));
    }

    /** The caller's flags as given to {@link GenerationWriter#append}, 0 to 127; the same in each piece of a message. */
    public int flags() {
        return fields.get(offset + FLAGS) & CALLER_FLAGS;
    }

    /** True in the first record of a message. */
    public boolean isFirstOfMessage() {
        return (fields.get(offset + FLAGS) & FIRST_OF_MESSAGE) != 0;
    }

    /** Bytes of the message that follow in further records; 0 in the last one. */
    public int remaining() {
        return fields.getInt(offset + REMAINING);
    }

    /**
     * The payload, from position to limit: a read-only view on the mapped memory, big-endian as every new buffer. The same
     * object each time; it belongs to the reader again when the callback returns, and the memory behind it may then be
     * unmapped: copy what is needed longer. Outside position and limit lie other records.
     */
    public ByteBuffer payload() {
        return payload.clear().position(payloadOffset()).limit(end).order(ByteOrder.BIG_ENDIAN);
    }

    boolean isFor(int slot) {
        int word = slot >>> 6;
        return word < recipientWords() && (fields.getLong(offset + RECIPIENTS + (word << 3)) & (1L << slot)) != 0;
    }

    private int payloadOffset() {
        return offset + sizeOf(recipientWords(), 0);
    }

    int payloadBytes() {
        return end - payloadOffset();
    }

    /** Reads a long of the payload of one of the writer's own records. */
    long payloadLong(int byteOffset) {
        if (byteOffset > payloadBytes() - Long.BYTES) {
            throw new DamagedMemoryException("a record of kind " + kind() + " ends after " + payloadBytes() + " bytes");
        }
        return fields.getLong(payloadOffset() + byteOffset);
    }

    private int recipientWords() {
        return fields.getShort(offset + RECIPIENT_WORDS) & MAX_RECIPIENT_WORDS;
    }
}
