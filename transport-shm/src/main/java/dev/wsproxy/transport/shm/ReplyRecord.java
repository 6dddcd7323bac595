// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import dev.wsproxy.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The payload of a message or event in a client's reply queue; a record with {@link RecordFlags#TRANSPORT} holds a
 * {@link dev.wsproxy.transport.shm.control.TransportMessage} instead.
 *
 * <pre>
 *  size  field
 *  4     handle   of the connection, little-endian
 *  …     data     a greeter's frame or an encoded event; in further pieces of a frame, data only
 * </pre>
 */
public final class ReplyRecord {
    private ReplyRecord() {}

    /** The payload in a buffer of its own. */
    public static ByteBuffer encode(int handle, ByteBuffer data) {
        return ByteBuffer.allocate(Integer.BYTES + data.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(handle)
                .put(data.duplicate())
                .flip();
    }

    /**
     * Reads the handle and moves the position to the data.
     *
     * @throws WireException if there is none
     */
    public static int handle(ByteBuffer payload) {
        if (payload.remaining() < Integer.BYTES) {
            throw new WireException("a reply of " + payload.remaining() + " bytes names no connection");
        }
        return Integer.reverseBytes(payload.order(ByteOrder.BIG_ENDIAN).getInt());
    }
}
