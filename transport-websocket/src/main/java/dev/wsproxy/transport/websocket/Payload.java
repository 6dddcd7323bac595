// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.FrameType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * A message for any number of clients, copied once and never changed.
 *
 * @param opCode text or binary
 * @param data from position to limit
 */
record Payload(byte opCode, ByteBuffer data) {
    /** @param data from position to limit, position unchanged */
    static Payload copy(FrameType type, ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining());
        copy.put(0, data, data.position(), data.remaining());
        return new Payload(type == FrameType.TEXT ? OpCode.TEXT : OpCode.BINARY, copy);
    }

    static Payload text(String text) {
        return new Payload(OpCode.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    int bytes() {
        return data.remaining();
    }

    /** The same bytes with a position of their own, which Jetty moves. */
    ByteBuffer view() {
        return data.duplicate();
    }
}
