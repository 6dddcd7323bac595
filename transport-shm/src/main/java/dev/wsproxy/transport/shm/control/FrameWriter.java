// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** Holds messages until a control socket takes them; the layout is {@link FrameReader}'s. Used from any thread. */
final class FrameWriter {
    private static final int INITIAL_BYTES = 1024;

    private final int maxBytes;
    private ByteBuffer out = ByteBuffer.allocate(INITIAL_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    FrameWriter(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes a copy of a message, as a whole; false if it would exceed the bound. */
    synchronized boolean offer(ByteBuffer message) {
        int needed = out.position() + Integer.BYTES + message.remaining();
        if (needed > maxBytes) {
            return false;
        }
        if (needed > out.capacity()) {
            out = ByteBuffer.allocate(Math.max(needed, 2 * out.capacity()))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(out.flip());
        }
        out.putInt(message.remaining()).put(message.duplicate());
        return true;
    }

    /** Writes what the socket takes without waiting; true when nothing is left. */
    synchronized boolean flush(WritableByteChannel target) throws IOException {
        out.flip();
        try {
            while (out.hasRemaining()) {
                if (target.write(out) == 0) {
                    return false;
                }
            }
            return true;
        } finally {
            out.compact();
        }
    }

    synchronized boolean isEmpty() {
        return out.position() == 0;
    }
}
