// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.FrameType;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One shared connection's way down to those of its clients that use one transport: one write, many readers. Implemented
 * by transports; called by the broker under the connection's lock, from changing threads. No method waits for a client; one
 * may wait for memory, briefly and seldom, and must bound that: the connection stands still meanwhile. What is
 * delivered has been copied or written when the call returns.
 */
@ConsumerType
public interface Outlet extends AutoCloseable {
    /**
     * Gives a client its slot. From the next delivery on it receives what is addressed to that slot, after everything
     * that went through its {@link ClientPort} before.
     *
     * @param slot 0 or greater; may have belonged to another client that was detached
     */
    void attach(ClientPort client, int handle, int slot);

    /** Takes the slot away; what was addressed to it before still arrives. Ignored for a slot it does not hold. */
    void detach(int slot);

    /**
     * Delivers one message.
     *
     * @param receivedNs when it was received, as {@link System#nanoTime()}
     * @param receivedEpochNs the same moment in nanoseconds since 1970-01-01T00:00Z
     * @param data from position to limit, position unchanged
     * @param to slots of all transports; those that this outlet does not hold are ignored
     */
    void deliver(FrameType type, long receivedNs, long receivedEpochNs, ByteBuffer data, Recipients to);

    /** Delivers an event, in order with the messages. */
    void deliver(ClientEvent event, Recipients to);

    /**
     * Messages that could not be delivered for want of memory, each counted once. Those they were for are told by the
     * transport, without waiting until there is room.
     */
    default long lostMessages() {
        return 0;
    }

    /** Whether the last delivery found no room. */
    default boolean isFull() {
        return false;
    }

    /** Bytes of shared memory that it uses now; 0 when it uses none. */
    default long memoryBytes() {
        return 0;
    }

    /** The most shared memory it may use, in bytes; 0 when it uses none. */
    default long memoryBound() {
        return 0;
    }

    /** Releases it; clients may still read what was delivered. Nothing is called afterwards. */
    @Override
    void close();
}
