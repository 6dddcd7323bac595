// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.nio.ByteBuffer;

/** The message that is being appended, and which piece of it; reused, so that appending allocates nothing. */
final class RecordDraft {
    private static final long[] NOBODY = {};

    private RecordKind kind = RecordKind.HEADER;
    private int flags;
    private long receivedNs;
    private long receivedEpochNs;
    private long[] recipients = NOBODY;
    private int words;
    private ByteBuffer payload = ByteBuffer.allocate(0);

    private long sequence;
    private int offset;
    private int bytes;

    void message(
            RecordKind messageKind,
            int callerFlags,
            long ns,
            long epochNs,
            long[] recipientWords,
            int wordCount,
            ByteBuffer content) {
        kind = messageKind;
        flags = callerFlags;
        receivedNs = ns;
        receivedEpochNs = epochNs;
        recipients = recipientWords;
        words = wordCount;
        payload = content;
    }

    /** Chooses a part of the message. */
    RecordDraft piece(long recordSequence, int pieceOffset, int pieceBytes) {
        sequence = recordSequence;
        offset = pieceOffset;
        bytes = pieceBytes;
        return this;
    }

    /** Makes this one of the writer's own records. */
    RecordDraft own(RecordKind ownKind, long nextSequence, ByteBuffer content) {
        message(ownKind, 0, 0, 0, NOBODY, 0, content);
        return piece(nextSequence, 0, content.remaining());
    }

    void countIn(DeliveryCounts counts) {
        counts.count(kind, recipients, words);
    }

    void countLostIn(DeliveryCounts counts) {
        counts.countLost(kind, recipients, words);
    }

    int sizeBytes() {
        return DataRecord.sizeOf(words, bytes);
    }

    void encode(ByteBuffer to, int at) {
        int flagBits = offset == 0 ? flags | DataRecord.FIRST_OF_MESSAGE : flags;
        to.putLong(at + DataRecord.SEQUENCE, sequence)
                .putLong(at + DataRecord.RECEIVED_NS, receivedNs)
                .putLong(at + DataRecord.RECEIVED_EPOCH_NS, receivedEpochNs)
                .put(at + DataRecord.KIND, kind.code())
                .put(at + DataRecord.FLAGS, (byte) flagBits)
                .putShort(at + DataRecord.RECIPIENT_WORDS, (short) words)
                .putInt(at + DataRecord.REMAINING, payload.remaining() - offset - bytes);
        int end = at + DataRecord.RECIPIENTS;
        for (int word = 0; word < words; word++, end += Long.BYTES) {
            to.putLong(end, recipients[word]);
        }
        to.put(end, payload, payload.position() + offset, bytes);
    }
}
