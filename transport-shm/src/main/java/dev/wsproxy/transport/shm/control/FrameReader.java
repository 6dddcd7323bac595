// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.control;

import dev.wsproxy.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives on a control socket into messages. Used by one thread at a time.
 *
 * <pre>
 *  size  field
 *  4     length    of the message in bytes, little-endian; from 1
 *  n     message
 * </pre>
 */
final class FrameReader {
    private static final int INITIAL_BYTES = 4096;

    private final int maxMessageBytes;

    /** From position to limit: what has arrived and was not removed. */
    private ByteBuffer in = ByteBuffer.allocate(INITIAL_BYTES).limit(0).order(ByteOrder.LITTLE_ENDIAN);

    FrameReader(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Reads what has arrived and finds room, without waiting; false at the end of the stream. */
    boolean receive(ReadableByteChannel source) throws IOException {
        in.compact();
        try {
            while (in.hasRemaining()) {
                int read = source.read(in);
                if (read <= 0) {
                    return read == 0;
                }
            }
            return true;
        } finally {
            in.flip();
        }
    }

    /**
     * The first message that is there as a whole, from position to limit, or null. It stays the first until {@link #remove}
     * and is a view that the next {@link #receive} invalidates.
     *
     * @throws WireException if the length is out of range
     */
    @Nullable
    ByteBuffer peek() {
        if (in.remaining() < Integer.BYTES) {
            return null;
        }
        int length = length();
        if (length < 1 || length > maxMessageBytes) {
            throw new WireException("a message on the control socket has 1 to " + maxMessageBytes + " bytes, not "
                    + Integer.toUnsignedString(length));
        }
        if (in.remaining() < Integer.BYTES + length) {
            makeRoom(Integer.BYTES + length);
            return null;
        }
        return in.slice(in.position() + Integer.BYTES, length);
    }

    /** Removes the message that {@link #peek} has shown. */
    void remove() {
        in.position(in.position() + Integer.BYTES + length());
    }

    /** Whether nothing can be received before a message is removed. */
    boolean isFull() {
        return in.remaining() == in.capacity();
    }

    private int length() {
        return in.getInt(in.position());
    }

    private void makeRoom(int bytes) {
        if (bytes > in.capacity()) {
            in = ByteBuffer.allocate(Math.max(bytes, 2 * in.capacity()))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(in)
                    .flip();
        }
    }
}
