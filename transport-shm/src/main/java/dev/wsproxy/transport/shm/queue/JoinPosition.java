// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

/**
 * Where a reader starts, so that it gets every record that is appended after this position was taken, and can count those
 * it does not get.
 *
 * @param generation number of the current generation, from 1
 * @param index number of records in that generation so far
 * @param sequence sequence number of the next record
 * @param messages messages addressed to the reader's slot so far, its earlier owners' included
 * @param events events addressed to the slot so far
 * @param lostMessages those of the messages that found no room
 * @param lostEvents those of the events that found no room
 */
public record JoinPosition(
        long generation, long index, long sequence, long messages, long events, long lostMessages, long lostEvents) {
    /** Messages and events addressed to the slot so far. */
    public long addressed() {
        return messages + events;
    }
}
