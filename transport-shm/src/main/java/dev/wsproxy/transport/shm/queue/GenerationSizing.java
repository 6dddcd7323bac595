// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

/**
 * How large the next generation becomes: what the measured rate writes in a second, but at most twice the one before, so
 * that it is prepared in less time than the current one lasts, and at most an eighth of the bound or 32 MiB.
 */
final class GenerationSizing {
    /** Every size is a multiple of this. */
    static final long UNIT_BYTES = 64 * 1024;

    /** Larger ones switch no better, and take so long to prepare that a writer which has to wait gives up. */
    private static final long MAX_BYTES = 32L << 20;

    private final long smallestBytes;
    private final long largestBytes;

    GenerationSizing(QueueOptions options) {
        largestBytes = Math.min(MAX_BYTES, roundDown(options.boundBytes() / 8));
        smallestBytes = Math.min(largestBytes, roundUp(options.firstGenerationBytes()));
    }

    int first() {
        return (int) smallestBytes;
    }

    /** So many that the delivery counts of all their slots take at most half of the largest generation. */
    int maxRecipientWords() {
        return (int) Math.min(
                DataRecord.MAX_RECIPIENT_WORDS, largestBytes / 2 / (Long.SIZE * DeliveryCounts.BYTES_PER_SLOT));
    }

    /**
     * Size of the generation after one of this capacity.
     *
     * @param bytesPerSecond how fast the queue is written
     * @param pendingBytes known to be written next, which overrides the limit to twice the capacity
     */
    int next(int capacityBytes, double bytesPerSecond, long pendingBytes) {
        long ratedBytes = (long) Math.min(bytesPerSecond, 2.0 * capacityBytes);
        return (int) Math.max(smallestBytes, Math.min(largestBytes, roundUp(Math.max(ratedBytes, pendingBytes))));
    }

    /** When to ask for the next generation: at once, except that a quiet queue has no use for it yet. */
    int prepareAtBytes(int capacityBytes) {
        return capacityBytes > smallestBytes ? 0 : capacityBytes / 4;
    }

    /** The most of {@code capacityBytes} that is affordable, or 0 if that is too little for a generation. */
    int limit(int capacityBytes, long affordableBytes) {
        long limited = Math.min(capacityBytes, roundDown(Math.max(0, affordableBytes)));
        return limited < smallestBytes ? 0 : (int) limited;
    }

    boolean isEnough(long affordableBytes) {
        return limit(Integer.MAX_VALUE, affordableBytes) > 0;
    }

    private static long roundUp(long bytes) {
        return roundDown(bytes + UNIT_BYTES - 1);
    }

    private static long roundDown(long bytes) {
        return bytes / UNIT_BYTES * UNIT_BYTES;
    }
}
