// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

/**
 * What a reader has missed, exactly, of what was addressed to it.
 *
 * @param messages text and binary messages missed, one of which only some pieces were delivered included
 * @param events events missed
 * @param lostMessages those of the messages that the writer found no room for; the others were overwritten unread
 * @param lostEvents those of the events that the writer found no room for
 * @param firstSequence sequence number of the first record of the queue that was not seen
 * @param lastSequence sequence number of the last record of the queue that was not seen; {@link #UNKNOWN} while the writer
 *     finds no room
 */
public record Gap(
        long messages, long events, long lostMessages, long lostEvents, long firstSequence, long lastSequence) {
    /** Stands for a sequence number that is not known yet. */
    public static final long UNKNOWN = 0;

    /** How many events were overwritten unread. */
    public long overwrittenEvents() {
        return events - lostEvents;
    }
}
