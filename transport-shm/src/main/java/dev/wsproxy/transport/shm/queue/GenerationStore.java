// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The generations of one queue that exist, the budget they share, and their creation and deletion. Slow: called on the
 * maintenance thread, but for the queue's opening and {@link #leave}.
 */
final class GenerationStore {
    /** Chronicle's table file and the directory. */
    private static final int OVERHEAD_BYTES = 8 * 1024;

    private record Existing(long number, long bytes) {}

    private final GenerationDirectory directory;
    private final QueueOptions options;
    private final GenerationSizing sizing;
    private final ReaderPositions readers;
    private final Queue<WritableGeneration> left = new ConcurrentLinkedQueue<>();
    private final Deque<Existing> existing = new ArrayDeque<>();
    private final AtomicLong existingBytes = new AtomicLong();
    private long lastNumber;

    GenerationStore(
            GenerationDirectory directory, QueueOptions options, GenerationSizing sizing, ReaderPositions readers) {
        this.directory = directory;
        this.options = options;
        this.sizing = sizing;
        this.readers = readers;
    }

    /**
     * Creates the next generation, deleting what readers no longer need and, where the queue overtakes, what the bound asks for.
     *
     * @param current number of the generation that the writer is in, never deleted; 0 if none
     * @param capacityBytes the size to have; a queue with backpressure makes do with less
     * @return null if the readers must release a generation first
     * @throws IOException if it cannot be created, with a message that says why and where
     */
    synchronized @Nullable WritableGeneration create(long current, int capacityBytes) throws IOException {
        reclaim(current);
        if (options.overflow() == Overflow.OVERTAKE) {
            makeRoom(current, capacityBytes);
        }
        int boundedBytes = sizing.limit(capacityBytes, options.boundBytes() - existingBytes.get() - OVERHEAD_BYTES);
        return boundedBytes == 0 ? null : create(fitToFreeSpace(current, boundedBytes));
    }

    private WritableGeneration create(int capacityBytes) throws IOException {
        long number = ++lastNumber;
        GenerationFiles files = directory.files(number);
        try {
            WritableGeneration generation = WritableGeneration.create(files, number, capacityBytes);
            markReady(files, generation);
            existing.addLast(new Existing(number, capacityBytes + OVERHEAD_BYTES));
            existingBytes.addAndGet(capacityBytes + OVERHEAD_BYTES);
            return generation;
        } catch (IOException | RuntimeException | InternalError e) {
            throw notCreated(number, capacityBytes, e);
        }
    }

    private static void markReady(GenerationFiles files, WritableGeneration generation) throws IOException {
        try {
            files.markReady();
        } catch (IOException | RuntimeException e) {
            generation.close();
            throw e;
        }
    }

    private IOException notCreated(long number, int capacityBytes, Throwable cause) {
        IOException failure = new IOException(
                "could not create generation " + number + " of " + capacityBytes + " bytes in " + directory.path()
                        + ": " + cause.getMessage(),
                cause);
        try {
            directory.delete(number);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    /** Bytes of the generations that exist. Any thread; waits for nobody. */
    long existingBytes() {
        return existingBytes.get();
    }

    /** Takes a generation that the writer will not touch again, to be closed when there is time; wakes nobody. */
    void leave(WritableGeneration generation) {
        left.add(generation);
    }

    /** Unmaps what the writer has left. */
    void closeLeft() {
        for (WritableGeneration next = left.poll(); next != null; next = left.poll()) {
            next.close();
        }
    }

    /** Unmaps what the writer has left and deletes what no reader needs any more. */
    synchronized void reclaim(long current) throws IOException {
        closeLeft();
        long needed = Math.min(current, readers.lowestGeneration());
        while (!existing.isEmpty() && existing.getFirst().number() < needed) {
            deleteOldest();
        }
    }

    /** Bytes that could be created now or after a {@link #reclaim}. */
    synchronized long availableBytes(long current) {
        long needed = Math.min(current, readers.lowestGeneration());
        long keptBytes = 0;
        for (Existing generation : existing) {
            if (generation.number() >= needed) {
                keptBytes += generation.bytes();
            }
        }
        return options.boundBytes() - keptBytes;
    }

    private void makeRoom(long current, long capacityBytes) throws IOException {
        long budgetBytes = options.boundBytes() - capacityBytes - OVERHEAD_BYTES;
        while (existingBytes.get() > budgetBytes && existing.getFirst().number() < current) {
            deleteOldest();
        }
    }

    /** Makes do with a smaller generation, then with fewer old ones, before it gives up. */
    private int fitToFreeSpace(long current, int capacityBytes) throws IOException {
        int affordableBytes = affordableBytes(capacityBytes);
        while (affordableBytes == 0) {
            if (options.overflow() != Overflow.OVERTAKE
                    || existing.isEmpty()
                    || existing.getFirst().number() >= current) {
                throw notEnoughSpace();
            }
            deleteOldest();
            ChronicleQueues.unmapClosed();
            affordableBytes = affordableBytes(capacityBytes);
        }
        return affordableBytes;
    }

    private int affordableBytes(int capacityBytes) throws IOException {
        return sizing.limit(capacityBytes, usableBytes() - OVERHEAD_BYTES);
    }

    private long usableBytes() throws IOException {
        return Files.getFileStore(directory.path()).getUsableSpace();
    }

    private IOException notEnoughSpace() throws IOException {
        return new IOException("not enough space in " + directory.path() + ": a generation needs "
                + (sizing.first() + OVERHEAD_BYTES) + " bytes, available are " + usableBytes()
                + "; free some, or lower the bound of the queue (" + options.boundBytes() + " bytes)");
    }

    private void deleteOldest() throws IOException {
        Existing oldest = existing.removeFirst();
        existingBytes.addAndGet(-oldest.bytes());
        directory.delete(oldest.number());
    }
}
