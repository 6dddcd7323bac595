// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

/** What became of an appended message. */
public enum AppendResult {
    /** Every byte is in the queue and visible to readers. */
    OK,
    /**
     * The message is not in the queue, or only a part that readers will discard. With {@link Overflow#OVERTAKE} it counts as
     * missed for its recipients, who learn it from their next {@link Gap}; with {@link Overflow#BACKPRESSURE} try again later.
     */
    BACKPRESSURED,
    /** The queue is unusable for good, and so was this message: see {@link GenerationWriter#failure()}. */
    FAILED
}
