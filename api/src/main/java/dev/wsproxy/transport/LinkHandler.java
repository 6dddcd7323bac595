// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.client.Gap;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives what {@link ClientLink#poll} finds, on the thread that polls. Buffers are read-only and valid only during
 * the call. A handler that leaves a method out does nothing there: one that opens no connections hears of none.
 */
@ConsumerType
public interface LinkHandler {
    /** An encoded control message: an administrative reply, or the proxy's farewell. */
    default void onControl(ByteBuffer message) {}

    /** An encoded {@link ClientEvent} for the connection with this handle. */
    default void onEvent(int handle, ByteBuffer event) {}

    /**
     * A message, or a piece of one.
     *
     * @param sequence the record's number in its shared connection; grows, with holes where records were for others
     * @param receivedNs when the proxy received it, as {@link System#nanoTime()} of this machine
     * @param receivedEpochNs the same moment in nanoseconds since 1970-01-01T00:00Z
     * @param remaining bytes of the same message that follow in the next pieces; 0 in the last one
     * @param data this piece; the thread may read it only during the call
     */
    default void onData(
            int handle,
            FrameType type,
            long sequence,
            long receivedNs,
            long receivedEpochNs,
            int remaining,
            ByteBuffer data) {}

    /**
     * This reader was too slow: records it had not read were overwritten, or deleted after its proxy had ended.
     *
     * @param missed how many messages addressed to this client are lost; exact, or {@link Gap#UNKNOWN} when the proxy died
     *     without having told
     * @param firstSequence of the records that are lost, for whomever they were
     * @param lastSequence of the records that are lost; 0 when unknown
     */
    default void onOvertaken(int handle, long missed, long firstSequence, long lastSequence) {}

    /**
     * Events of a connection are lost: the handler no longer knows how it stands, nor what became of its requests. Comes
     * after {@link #onOvertaken} or {@link #onMemoryFull} for the same records.
     *
     * @param count how many events are lost
     * @param why {@code SLOW_CLIENT} when they were overwritten unread, {@code MEMORY_FULL} when there was no room for them
     */
    default void onEventsLost(int handle, long count, ErrorCode why) {}

    /**
     * The proxy had no room for records, so that they were never written: after everything that was handed over before.
     * While that lasts it is called again for further losses, now and then.
     *
     * @param missed how many messages addressed to this client are lost and were not told before; exact
     * @param firstSequence of the records that are lost, for whomever they were
     * @param lastSequence of the records that are lost; 0 while it lasts
     */
    default void onMemoryFull(int handle, long missed, long firstSequence, long lastSequence) {
        onOvertaken(handle, missed, firstSequence, lastSequence);
    }

    /** The proxy has gone; everything it had written has been handed over. Called once, last. */
    default void onLost(Failure reason) {}
}
