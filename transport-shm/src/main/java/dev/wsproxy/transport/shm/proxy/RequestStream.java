// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.shm.DamagedMemoryException;
import dev.wsproxy.transport.shm.queue.DataRecord;
import dev.wsproxy.transport.shm.queue.Gap;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.transport.shm.queue.RecordHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages of one client's request queue, put together from their pieces. On the control loop's thread. */
final class RequestStream implements RecordHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestStream.class);
    private static final int USUAL_BYTES = 64 * 1024;

    /** Looked at in one go, so that nobody waits for a queue that is full of pieces, or of nothing. */
    private static final int MAX_RECORDS = 64;

    private final GenerationReader reader;
    private final int maxBytes;
    private final TooLong tooLong;

    /** Holds one message; in write mode until it is complete. */
    private ByteBuffer message = ByteBuffer.allocate(USUAL_BYTES);

    private long controlsBefore;
    private int window;
    private boolean complete;
    private boolean skipping;
    private boolean lossTold;

    /** Is told of a message that is dropped. */
    interface TooLong {
        void dropped(ByteBuffer beginning, int length, int window);
    }

    /**
     * Opens a client's queue.
     *
     * @param tooLong is told of messages of more than {@code maxBytes}
     * @throws FailureException if it cannot be read
     */
    static RequestStream open(ClientMemory memory, JoinPosition position, int maxBytes, TooLong tooLong) {
        try {
            return new RequestStream(memory.openRequests(position), maxBytes, tooLong);
        } catch (IOException | DamagedMemoryException e) {
            throw unreadable(e);
        }
    }

    private RequestStream(GenerationReader reader, int maxBytes, TooLong tooLong) {
        this.reader = reader;
        this.maxBytes = maxBytes;
        this.tooLong = tooLong;
    }

    /** The next whole message, from position to limit, or null. It stays the next until {@link #remove}. */
    @Nullable
    ByteBuffer peek() {
        try {
            for (int records = 0; !complete && records < MAX_RECORDS && reader.poll(this, 1) > 0; records++) {
                // Records that are no messages are skipped, pieces collected.
            }
        } catch (DamagedMemoryException | UncheckedIOException e) {
            throw unreadable(e);
        }
        return complete ? message : null;
    }

    private static FailureException unreadable(Exception cause) {
        return new FailureException(
                Failure.of(
                        ErrorCode.INVALID_REQUEST,
                        "the client's request queue cannot be read: " + text(cause) + "; connect again"),
                cause);
    }

    /** A path alone, as the system's exceptions say it, tells nothing. */
    private static String text(Exception cause) {
        return cause instanceof FileSystemException ? cause.toString() : String.valueOf(cause.getMessage());
    }

    /** How many socket messages the client had sent before the message that {@link #peek} shows. */
    long controlsBefore() {
        return controlsBefore;
    }

    /** The window of the message that {@link #peek} shows, as its client says. */
    int window() {
        return window;
    }

    /** Removes the message that {@link #peek} has shown. */
    void remove() {
        complete = false;
        message = message.capacity() > USUAL_BYTES ? ByteBuffer.allocate(USUAL_BYTES) : message.clear();
    }

    boolean hasMore() {
        try {
            return complete || reader.hasMore();
        } catch (DamagedMemoryException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void onRecord(DataRecord record) {
        ByteBuffer piece = record.payload();
        if (record.isFirstOfMessage()) {
            begin(record, piece);
        }
        if (!skipping) {
            add(piece, record.remaining());
        }
    }

    private void add(ByteBuffer piece, int remaining) {
        if (message.limit() - message.position() != (long) piece.remaining() + remaining || remaining < 0) {
            throw new DamagedMemoryException("the pieces of a message do not add up");
        }
        message.put(piece);
        complete = remaining == 0;
        if (complete) {
            message.flip();
        }
    }

    private void begin(DataRecord record, ByteBuffer piece) {
        int length = piece.remaining() + record.remaining();
        controlsBefore = record.receivedEpochNs();
        window = (int) record.receivedNs();
        skipping = length < 0 || length > maxBytes;
        if (skipping) {
            tooLong.dropped(piece, length, window);
        } else if (length > message.capacity()) {
            message = ByteBuffer.allocate(length);
        } else {
            message.clear().limit(length);
        }
    }

    @Override
    public void onGap(Gap gap) {
        if (!lossTold) {
            LOG.warn("{} requests of a client are lost: its queue could not hold them", gap.messages());
        }
        lossTold = true;
    }

    @Override
    public void close() {
        reader.close();
    }
}
