// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

/** A generation as its writer has it: mapped, every page of it present. Used by one thread at a time. */
final class WritableGeneration implements AutoCloseable {
    private static final int PAGE_BYTES = 4096;

    /** Kept free at the end for the CONTINUE record and an index that Chronicle may add before it. */
    private static final int RESERVE_BYTES = 4096;

    /** Chronicle's length word and the padding before it. */
    private static final int DOCUMENT_BYTES = 8;

    private final long number;
    private final int capacityBytes;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private final ByteBuffer view;
    private int endBytes;
    private long records;

    private WritableGeneration(long number, int capacityBytes, SingleChronicleQueue queue) {
        this.number = number;
        this.capacityBytes = capacityBytes;
        this.queue = queue;
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
        GenerationHeader header = new GenerationHeader(DataRecord.LAYOUT_VERSION, capacityBytes, number);
        RecordDraft draft = new RecordDraft().own(RecordKind.HEADER, 1, header.encode());
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> bytes = document.wire().bytes();
            view = bytes.bytesStore().toTemporaryDirectByteBuffer().order(ByteOrder.nativeOrder());
            write(draft, bytes);
        }
    }

    /**
     * Creates a generation, not yet marked ready; takes about a millisecond per megabyte.
     *
     * @throws IOException if there is not enough space; part of its files may be there
     */
    static WritableGeneration create(GenerationFiles files, long number, int capacityBytes) throws IOException {
        files.allocate(capacityBytes);
        SingleChronicleQueue queue = ChronicleQueues.create(files.directory(), capacityBytes);
        try {
            WritableGeneration generation = new WritableGeneration(number, capacityBytes, queue);
            if (!files.isAdopted()) {
                throw new IllegalStateException("Chronicle has not used the file that was allocated for it");
            }
            generation.touch();
            return generation;
        } catch (RuntimeException | Error e) {
            queue.close();
            throw e;
        }
    }

    /** Maps every page, so that appending does not. */
    private void touch() {
        for (int at = (endBytes + PAGE_BYTES) & -PAGE_BYTES; at < capacityBytes; at += PAGE_BYTES) {
            view.put(at, (byte) 0);
        }
    }

    long number() {
        return number;
    }

    int capacityBytes() {
        return capacityBytes;
    }

    int usedBytes() {
        return endBytes;
    }

    int freeBytes() {
        return capacityBytes - RESERVE_BYTES - endBytes;
    }

    /** Records so far, HEADER and START included: the index of the next one. */
    long records() {
        return records;
    }

    /** Largest payload of one record. */
    int maxPieceBytes() {
        return capacityBytes / 8;
    }

    boolean fits(RecordDraft draft) {
        return draft.sizeBytes() + DOCUMENT_BYTES <= freeBytes();
    }

    /** Appends one record, visible to readers when this returns; CONTINUE always fits, others after {@link #fits}. */
    void append(RecordDraft draft) {
        try (DocumentContext document = appender.writingDocument()) {
            write(draft, document.wire().bytes());
        }
    }

    private void write(RecordDraft draft, Bytes<?> bytes) {
        int start = (int) bytes.writePosition();
        draft.encode(view, start);
        bytes.writeSkip(draft.sizeBytes());
        endBytes = start + draft.sizeBytes();
        records++;
    }

    /** Unmaps it; its files stay. */
    @Override
    public void close() {
        appender.close();
        queue.close();
    }
}
