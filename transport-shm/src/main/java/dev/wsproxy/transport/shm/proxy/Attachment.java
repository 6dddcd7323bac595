// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.control.TransportMessage.Attached;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;

/**
 * One client's reading of one connection's queue, from the moment it is given a slot until it has read everything that was
 * addressed to that slot and the slot is no longer its own, in whichever order. Any thread.
 */
final class Attachment {
    private final ShmClient client;
    private final int handle;
    private final int slot;
    private final int cell;
    private final JoinPosition joined;
    private final DataQueue queue;
    private final IntToLongFunction addressed;

    /** The connection, which writes to the cell, and the client, which reads it: the last to go frees it. */
    private final AtomicInteger cellUsers = new AtomicInteger(2);

    private volatile long lastAddressed = Long.MAX_VALUE;

    /**
     * From now on.
     *
     * @param handle that the client gave the connection
     * @param cell where client and proxy tell each other how it goes
     * @param addressed how many messages and events there were for a slot so far
     */
    Attachment(
            ShmClient client,
            int handle,
            int slot,
            int cell,
            JoinPosition joined,
            DataQueue queue,
            IntToLongFunction addressed) {
        this.client = client;
        this.handle = handle;
        this.slot = slot;
        this.cell = cell;
        this.joined = joined;
        this.queue = queue;
        this.addressed = addressed;
    }

    ShmClient client() {
        return client;
    }

    int handle() {
        return handle;
    }

    /** What the client is told, so that it begins to read. */
    Attached announcement() {
        return new Attached(handle, slot, cell, joined, queue.directory());
    }

    /** The lowest generation that the client still needs. */
    long generation() {
        return Math.max(joined.generation(), client.flags().generation(cell));
    }

    /** How many bytes of its own the client has not read, by the mean size of the queue's messages. */
    long lagBytes() {
        double meanBytes = queue.meanBytes();
        long all = Math.min(lastAddressed, addressed.applyAsLong(slot));
        long accounted = Math.max(joined.addressed(), client.flags().accounted(cell));
        return (long) (meanBytes * Math.max(0, all - accounted));
    }

    /**
     * So much has found no room for the slot so far. Under the connection's lock, before {@link #detached}; the caller fences
     * and wakes the client.
     */
    void lost(long messages, long events) {
        client.flags().lost(cell, messages, events);
    }

    /** The slot is the client's no longer. Once, under the connection's lock, before the slot has another owner. */
    void detached(JoinPosition end) {
        lastAddressed = end.addressed();
        client.flags().end(cell, end);
        leaveCell();
    }

    /** The client has read everything that was for it, has given up reading, or has gone. Once. */
    void released() {
        queue.forget(this);
        leaveCell();
    }

    private void leaveCell() {
        if (cellUsers.decrementAndGet() == 0) {
            client.freeCell(cell);
        }
    }
}
