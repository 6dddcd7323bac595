// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.onoes.Slf4jExceptionHandler;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/** A generation as a reader has it: mapped read-only, its pages present. Used by one thread at a time. */
final class ReadableGeneration implements AutoCloseable {
    private static final int PAGE_BYTES = 4096;

    private final long number;
    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;
    private final DataRecord record;
    private final GenerationHeader header;

    @SuppressWarnings("unused") // written so that reading the pages is not optimised away
    private int touched;

    private ReadableGeneration(long number, SingleChronicleQueue queue) throws NoSuchFileException {
        this.number = number;
        this.queue = queue;
        tailer = queue.createTailer();
        tailer.singleThreadedCheckDisabled(true);
        try (DocumentContext document = tailer.readingDocument()) {
            if (!document.isPresent()) {
                throw new NoSuchFileException(queue.fileAbsolutePath());
            }
            ByteBuffer mapping = document.wire().bytes().bytesStore().toTemporaryDirectByteBuffer();
            record = new DataRecord(mapping);
            moveTo(document);
            header = GenerationHeader.decode(record);
            touch(mapping);
        }
    }

    /**
     * Opens a generation, positioned after its HEADER; takes some milliseconds.
     *
     * @return null if it is not there (any more)
     * @throws IOException if it is there and cannot be opened
     */
    static @Nullable ReadableGeneration open(GenerationDirectory directory, long number) throws IOException {
        GenerationFiles files = directory.files(number);
        if (!files.isReady()) {
            return null;
        }
        boolean interrupted = Thread.interrupted(); // would close the files that are being mapped
        // A generation may be deleted while it is being opened, which Chronicle reports in many ways: judged here, not
        // logged.
        Jvm.setThreadLocalExceptionHandlers(Slf4jExceptionHandler.DEBUG, Slf4jExceptionHandler.DEBUG, null);
        try {
            return map(files, number);
        } catch (IOException | RuntimeException | InternalError e) {
            if (!files.isReady()) {
                return null;
            }
            throw new IOException(
                    "could not open generation " + number + " in " + directory.path() + ": " + e.getMessage(), e);
        } finally {
            Jvm.setThreadLocalExceptionHandlers(null, null, null);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ReadableGeneration map(GenerationFiles files, long number) throws IOException {
        SingleChronicleQueue queue =
                ChronicleQueues.openReadOnly(files.directory(), Math.toIntExact(files.dataBytes()));
        try {
            return new ReadableGeneration(number, queue);
        } catch (IOException | RuntimeException | Error e) {
            queue.close();
            throw e;
        }
    }

    private void touch(ByteBuffer mapping) {
        int sum = 0;
        for (int at = 0; at < header.capacityBytes(); at += PAGE_BYTES) {
            sum += mapping.get(at);
        }
        touched = sum;
    }

    /** Skips to a record by its index. */
    void skipTo(long index) {
        long last = queue.rollCycle().toIndex(0, index - 1);
        if (!tailer.moveToIndex(last)) {
            throw new IllegalStateException("generation " + number + " has no record " + (index - 1));
        }
        tailer.readingDocument().close();
    }

    long number() {
        return number;
    }

    int capacityBytes() {
        return header.capacityBytes();
    }

    /** Offset in the file up to which records have been read. */
    int readBytes() {
        return record.endBytes();
    }

    /** The next record, if there is one; {@link #record()} shows it until the document is closed. */
    DocumentContext next() {
        DocumentContext document = tailer.readingDocument();
        if (document.isPresent()) {
            moveTo(document);
        }
        return document;
    }

    /** Whether there is a next record, which stays the next. */
    boolean hasNext() {
        try (DocumentContext document = tailer.readingDocument()) {
            boolean present = document.isPresent();
            if (present) {
                document.rollbackOnClose();
            }
            return present;
        }
    }

    private void moveTo(DocumentContext document) {
        Bytes<?> bytes = document.wire().bytes();
        record.moveTo((int) bytes.readPosition(), (int) bytes.readLimit());
    }

    DataRecord record() {
        return record;
    }

    @Override
    public void close() {
        tailer.close();
        queue.close();
    }
}
