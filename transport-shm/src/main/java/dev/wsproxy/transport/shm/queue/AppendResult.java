// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

/** What became of an appended message. */
public enum AppendResult {
    /** Every byte is in the queue and visible to readers. */
    OK,
    /** With {@link Overflow#BACKPRESSURE}: the message is not in the queue; try again later. */
    BACKPRESSURED,
    /**
     * The message is not in the queue, or only a part that readers will discard, and counts as missed for its recipients, who
     * learn it from their next {@link Gap}. With {@link Overflow#OVERTAKE}; with {@link Overflow#BACKPRESSURE} only when
     * memory ran out in the middle of it.
     */
    LOST,
    /** The queue is unusable for good, and so was this message: see {@link GenerationWriter#failure()}. */
    FAILED
}
