// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import dev.wsproxy.transport.shm.DamagedMemoryException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A generation as a reader has it, its pages present. Used by one thread at a time. */
final class ReadableGeneration implements AutoCloseable {
    private final long number;
    private final Documents documents;
    private final GenerationHeader header;

    /** How a reader gets at the documents of a file. */
    @FunctionalInterface
    interface Access {
        Documents open(Path file) throws IOException;
    }

    private ReadableGeneration(long number, Documents documents, Path file) throws NoSuchFileException {
        this.number = number;
        this.documents = documents;
        if (!documents.next()) {
            throw new NoSuchFileException(file.toString(), null, "it holds no record");
        }
        header = GenerationHeader.decode(documents.record());
        documents.touch(header.capacityBytes());
    }

    /**
     * Opens a generation, positioned after its HEADER; takes some milliseconds.
     *
     * @return null if it is not there (any more)
     * @throws IOException if it is there and cannot be opened
     */
    static @Nullable ReadableGeneration open(GenerationDirectory directory, long number, Access access)
            throws IOException {
        GenerationFiles files = directory.files(number);
        if (!files.isReady()) {
            return null;
        }
        boolean interrupted = Thread.interrupted(); // would close the file that is being opened
        try {
            return open(files.data(), number, access);
        } catch (IOException | RuntimeException | InternalError e) {
            if (!files.isReady()) {
                return null;
            }
            throw new IOException(
                    "could not open generation " + number + " in " + directory.path() + ": " + e.getMessage(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static ReadableGeneration open(Path file, long number, Access access) throws IOException {
        Documents documents = access.open(file);
        try {
            return new ReadableGeneration(number, documents, file);
        } catch (IOException | RuntimeException | Error e) {
            documents.close();
            throw e;
        }
    }

    /** Skips to a record by its index. */
    void skipTo(long index) {
        for (long skipped = 1; skipped < index; skipped++) {
            if (!documents.next()) {
                throw new DamagedMemoryException("generation " + number + " has no record " + skipped);
            }
        }
    }

    long number() {
        return number;
    }

    int capacityBytes() {
        return header.capacityBytes();
    }

    /** Offset in the file up to which records have been read. */
    long readBytes() {
        return documents.readBytes();
    }

    /** Moves to the next record; false if there is none yet. */
    boolean next() {
        return documents.next();
    }

    /** Whether there is a next record, which stays the next. */
    boolean hasNext() {
        return documents.hasNext();
    }

    /** The record that {@link #next} has moved to, until the next call. */
    DataRecord record() {
        return documents.record();
    }

    @Override
    public void close() {
        documents.close();
    }
}
