// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Frames of a WebSocket server, byte by byte, right ones and wrong ones. */
final class ServerFrames {
    static final int LAST = 0x80;
    static final int COMPRESSED = 0x40;
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;

    private ServerFrames() {}

    static byte[] text(String payload) {
        return frame(LAST | TEXT, payload.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] frame(int first, byte... payload) {
        ByteBuffer frame = ByteBuffer.allocate(10 + payload.length).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 1 << 16) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return frame(
                LAST | CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    /** A text in fragments of one byte, with a ping before each. */
    static byte[] fragmented(String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            frames.writeBytes(frame(LAST | PING, (byte) i));
            frames.writeBytes(frame((i == bytes.length - 1 ? LAST : 0) | (i == 0 ? TEXT : CONTINUATION), bytes[i]));
        }
        return frames.toByteArray();
    }

    /** One compressed message of so many blanks. */
    static byte[] bomb(int blanks) {
        byte[] chunk = new byte[1 << 20];
        Arrays.fill(chunk, (byte) ' ');
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        byte[] out = new byte[1 << 16];
        for (int made = 0; made < blanks; made += chunk.length) {
            deflater.setInput(chunk);
            int count;
            do {
                count = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
                deflated.write(out, 0, count);
            } while (count == out.length);
        }
        deflater.end();
        byte[] bytes = deflated.toByteArray();
        return frame(LAST | COMPRESSED | TEXT, Arrays.copyOf(bytes, bytes.length - 4));
    }
}
