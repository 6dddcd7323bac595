// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/** Writes the elements of a message into a buffer that grows. Not thread-safe. */
public final class WireWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

    public WireWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    public WireWriter bool(boolean value) {
        return u8(value ? 1 : 0);
    }

    public WireWriter i32(int value) {
        room(4).putInt(value);
        return this;
    }

    public WireWriter i64(long value) {
        room(8).putLong(value);
        return this;
    }

    public WireWriter string(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        room(4 + bytes.length).putInt(bytes.length).put(bytes);
        return this;
    }

    public WireWriter strings(Collection<String> values) {
        i32(values.size());
        values.forEach(this::string);
        return this;
    }

    public WireWriter map(Map<String, String> values) {
        i32(values.size());
        values.forEach((key, value) -> string(key).string(value));
        return this;
    }

    /** The rest of the message. */
    public WireWriter bytes(ByteBuffer data) {
        room(data.remaining()).put(data.duplicate());
        return this;
    }

    /** What was written, from position to limit. The writer is used up. */
    public ByteBuffer finish() {
        return buffer.flip();
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(2 * buffer.capacity(), buffer.position() + bytes))
                    .order(ByteOrder.LITTLE_ENDIAN);
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }
}
