// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.SendResult;
import dev.wsproxy.wire.Welcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One registered client's link to its proxy. {@link #poll} and {@link #idle} are called by one thread at a time; the
 * other methods from any thread.
 */
@ConsumerType
public interface ClientLink extends AutoCloseable {
    /** What the proxy answered to the registration. */
    Welcome welcome();

    /**
     * Sends a message over the control socket; for what may hold secrets, and for administration. Blocks only while the
     * socket's buffer is full.
     *
     * @param message an encoded message from position to limit
     * @return {@link SendResult#NOT_CONNECTED} when the proxy has gone
     */
    SendResult control(ByteBuffer message);

    /**
     * Appends a message to the request queue and wakes the proxy if it sleeps. Waits neither for the proxy nor for room;
     * only for memory that is late in being prepared, half a second at most. Whatever was given to {@link #control} before
     * is processed first.
     *
     * @return {@link SendResult#BACKPRESSURE} when the queue is full, or when the upstream of the connection that a message is
     *     for has yet to take too much
     */
    SendResult request(ByteBuffer message);

    /**
     * Hands what has arrived to the handler: control messages, replies, then data.
     *
     * @param limit the most records to hand over
     * @return how many were handed over; 0 when nothing was there
     */
    int poll(LinkHandler handler, int limit);

    /** Sleeps until something arrives, {@link #wake} is called, or the time is over. */
    void idle(Duration longest);

    /** Ends an {@link #idle} early; from any thread. */
    void wake();

    /** Stops reading the data of a connection that has ended and releases its memory. By the polling thread. */
    void release(int handle);

    /**
     * Leaves the proxy and releases everything; idempotent, from any thread. Buffers handed out before are no longer valid.
     * What another thread is polling, or this one inside a callback, is released when that poll returns.
     */
    @Override
    void close();
}
