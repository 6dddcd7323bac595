// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.queue.JoinPosition;

/**
 * One client's reading of one connection's queue, from the moment it is given a slot until it has read everything that was
 * addressed to that slot. Any thread.
 *
 * @param handle that the client gave the connection
 * @param cell where client and proxy tell each other how it goes
 */
record Attachment(ShmClient client, int handle, int slot, int cell, JoinPosition joined, DataQueue queue) {
    /** The lowest generation that the client still needs. */
    long generation() {
        return Math.max(joined.generation(), client.flags().generation(cell));
    }

    /** How many bytes it is behind, by the mean size of the queue's records. */
    long lagBytes() {
        return queue.bytesSince(Math.max(joined.sequence(), client.flags().sequence(cell)));
    }

    /** So much has found no room for the slot so far. Under the connection's lock; the caller fences and wakes the client. */
    void lost(long messages, long events) {
        client.flags().lost(cell, messages, events);
    }

    /** The client has read everything that was for it, or has gone. */
    void end() {
        queue.forget(this);
        client.freeCell(cell);
    }
}
