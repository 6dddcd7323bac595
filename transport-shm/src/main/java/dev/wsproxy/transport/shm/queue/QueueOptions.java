// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How large a queue may become and what it does then.
 *
 * @param boundBytes most memory that the generations in the directory take together, from {@value #MIN_BOUND_BYTES}; memory that a
 *     slow reader still has mapped after its deletion comes on top, at most two generations per reader
 * @param firstGenerationBytes size of the first generation and the smallest size of a later one; at most an eighth of the bound is used
 * @param pieceBytes a longer message is cut into pieces of this size; at most an eighth of a generation is used
 * @param switchWait longest time that {@link GenerationWriter#append} waits, once per generation, for the next one to be ready; a tenth
 *     of a second more for each MiB of its message
 * @param overflow what happens at the bound
 */
public record QueueOptions(
        long boundBytes, long firstGenerationBytes, int pieceBytes, Duration switchWait, Overflow overflow) {
    /** The smallest bound: eight generations of 64 KiB. */
    public static final long MIN_BOUND_BYTES = 8L * 64 * 1024;

    /** Largest part of a free file system that a queue takes by default is a quarter, but never more than this. */
    public static final long DEFAULT_BOUND_BYTES = 512L << 20;

    private static final long DATA_GENERATION_BYTES = 1L << 20;
    private static final long REQUEST_GENERATION_BYTES = 128L << 10;
    private static final int PIECE_BYTES = 1 << 20;
    private static final Duration SWITCH_WAIT = Duration.ofMillis(500);

    /** Checks the ranges. */
    public QueueOptions {
        if (boundBytes < MIN_BOUND_BYTES) {
            throw new IllegalArgumentException(
                    "the bound of a queue must be at least " + MIN_BOUND_BYTES + " bytes: boundBytes=" + boundBytes);
        }
        if (firstGenerationBytes <= 0 || pieceBytes <= 0 || switchWait.isNegative()) {
            throw new IllegalArgumentException("sizes must be positive and the wait not negative: firstGenerationBytes="
                    + firstGenerationBytes + ", pieceBytes=" + pieceBytes + ", switchWait=" + switchWait);
        }
    }

    /** A queue that one process writes and many read, none of which can slow it; bounded by {@code boundBytes}. */
    public static QueueOptions data(long boundBytes) {
        return new QueueOptions(boundBytes, DATA_GENERATION_BYTES, PIECE_BYTES, SWITCH_WAIT, Overflow.OVERTAKE);
    }

    /** A small queue with one reader that must not miss anything; bounded by {@code boundBytes}. */
    public static QueueOptions request(long boundBytes) {
        return new QueueOptions(boundBytes, REQUEST_GENERATION_BYTES, PIECE_BYTES, SWITCH_WAIT, Overflow.BACKPRESSURE);
    }

    /**
     * The default bound for a data queue below this directory: the smaller of 512 MiB and a quarter of the free space.
     *
     * @param directory an existing directory on the file system that will hold the queue
     * @throws IOException if the free space cannot be told
     */
    public static long defaultBoundBytes(Path directory) throws IOException {
        long usableBytes = Files.getFileStore(directory).getUsableSpace();
        return Math.max(MIN_BOUND_BYTES, Math.min(DEFAULT_BOUND_BYTES, usableBytes / 4));
    }
}
