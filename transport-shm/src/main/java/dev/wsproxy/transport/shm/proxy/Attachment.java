// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.queue.JoinPosition;

/**
 * One client's reading of one connection's queue, from the moment it is given a slot until it has read everything that was
 * addressed to that slot. Any thread.
 *
 * @param handle that the client gave the connection
 */
record Attachment(ShmClient client, int handle, int slot, JoinPosition joined, DataQueue queue) {
    /** The lowest generation that the client still needs. */
    long generation() {
        FlagsPage flags = client.flags();
        return Math.max(joined.generation(), flags.generation(flags.find(handle)));
    }

    /** How many bytes it is behind, by the mean size of the queue's records. */
    long lagBytes() {
        FlagsPage flags = client.flags();
        return queue.bytesSince(Math.max(joined.sequence(), flags.sequence(flags.find(handle))));
    }

    /** The client has read everything that was for it, or has gone. */
    void end() {
        queue.forget(this);
    }
}
