// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit.websocket;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One WebSocket frame (RFC 6455, section 5.2), valid or not.
 *
 * @param firstByte FIN (0x80), the reserved bits, and the opcode
 * @param payload unmasked
 */
public record RawFrame(int firstByte, byte[] payload) {
    public static final int FIN = 0x80;
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    public int opcode() {
        return firstByte & 0x0F;
    }

    public boolean fin() {
        return (firstByte & FIN) != 0;
    }

    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close frame; 1005 when it has none. */
    public int closeCode() {
        return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    /** The reason of a close frame. */
    public String closeReason() {
        return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    /** A whole text message. */
    public static RawFrame text(String text) {
        return new RawFrame(FIN | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A whole binary message. */
    public static RawFrame binary(byte[] bytes) {
        return new RawFrame(FIN | BINARY, bytes);
    }

    public static RawFrame close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return new RawFrame(
                FIN | CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    /** Reads a client's frame, which must be masked. */
    static RawFrame read(DataInputStream in) throws IOException {
        int firstByte = in.readUnsignedByte();
        int secondByte = in.readUnsignedByte();
        if ((secondByte & 0x80) == 0) {
            throw new IOException("The client sent a frame without a mask");
        }
        long length = secondByte & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new RawFrame(firstByte, payload);
    }

    /** Writes it as a server does, without a mask. */
    void write(DataOutputStream out) throws IOException {
        out.writeByte(firstByte);
        if (payload.length < 126) {
            out.writeByte(payload.length);
        } else if (payload.length < 1 << 16) {
            out.writeByte(126);
            out.writeShort(payload.length);
        } else {
            out.writeByte(127);
            out.writeLong(payload.length);
        }
        out.write(payload);
        out.flush();
    }
}
