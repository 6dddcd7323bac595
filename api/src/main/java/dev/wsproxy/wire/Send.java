// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import dev.wsproxy.FrameType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A message for the upstream. Goes through the request queue, except before the client is authenticated: then it may
 * hold credentials and goes over the control socket.
 *
 * <pre>
 *  size  field
 *  4     handle   that the client gave the connection
 *  1     type     ordinal of {@link FrameType}
 *  …     data     the rest
 * </pre>
 *
 * @param data after decoding a view of the decoded message
 */
public record Send(int handle, FrameType type, ByteBuffer data) implements Request {
    static final int ID = 3;

    /** Whether an encoded message, from position to limit, is one of these. */
    public static boolean isOne(ByteBuffer message) {
        return message.remaining() > Integer.BYTES && message.get(message.position()) == ID;
    }

    /** The handle of an encoded one. */
    public static int handle(ByteBuffer message) {
        int at = message.position() + 1;
        return message.order() == ByteOrder.LITTLE_ENDIAN
                ? message.getInt(at)
                : Integer.reverseBytes(message.getInt(at));
    }

    static Send read(WireReader in) {
        return new Send(in.i32(), in.ordinal(FrameType.values()), in.rest());
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public void write(WireWriter out) {
        out.i32(handle).u8(type.ordinal()).bytes(data);
    }
}
