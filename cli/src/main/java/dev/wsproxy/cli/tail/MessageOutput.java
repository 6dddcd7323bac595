// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.tail;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.client.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prints each message as one line: text as it came, with a space for each line break inside it; binary as base64. The
 * pieces of a long message are joined first. Written by the client's thread, flushed by another.
 */
final class MessageOutput {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream out;
    private final boolean flushEach;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private @Nullable Failure failure;

    /** @param flushEach whether a person looks at it */
    MessageOutput(OutputStream out, boolean flushEach) {
        this.out = out;
        this.flushEach = flushEach;
    }

    /**
     * Prints a message, or keeps a piece of one.
     *
     * @return whether a line was completed
     */
    synchronized boolean write(Message message) {
        if (message.remaining() > 0 || pieces.size() > 0) {
            keep(message.data());
            if (message.remaining() > 0) {
                return false;
            }
            line(message.type(), ByteBuffer.wrap(pieces.toByteArray()));
            pieces.reset();
        } else {
            line(message.type(), message.data().duplicate());
        }
        return true;
    }

    /** What was kept of a message will never be completed. */
    synchronized void dropPieces() {
        pieces.reset();
    }

    /** Why nothing can be printed any more: a full disk, or whoever read the output has gone. */
    synchronized Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    synchronized void flush() {
        if (length > 0 && failure == null) {
            try {
                out.write(buffer, 0, length);
                out.flush();
            } catch (IOException e) {
                failure = Failure.of(ErrorCode.CLOSED, "standard output takes no more: " + e.getMessage());
            }
        }
        length = 0;
    }

    private void keep(ByteBuffer data) {
        byte[] piece = new byte[data.remaining()];
        data.duplicate().get(piece);
        pieces.writeBytes(piece);
    }

    private void line(FrameType type, ByteBuffer data) {
        append(type == FrameType.TEXT ? data : Base64.getEncoder().encode(data));
        append(ByteBuffer.wrap(new byte[] {'\n'}), false);
        if (flushEach) {
            flush();
        }
    }

    private void append(ByteBuffer data) {
        append(data, true);
    }

    private void append(ByteBuffer data, boolean inLine) {
        while (data.hasRemaining()) {
            if (length == BUFFER_BYTES) {
                flush();
            }
            int count = Math.min(data.remaining(), BUFFER_BYTES - length);
            data.get(buffer, length, count);
            if (inLine) {
                unbreak(length, length + count);
            }
            length += count;
        }
    }

    private void unbreak(int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] == '\n' || buffer[i] == '\r') {
                buffer[i] = ' ';
            }
        }
    }
}
