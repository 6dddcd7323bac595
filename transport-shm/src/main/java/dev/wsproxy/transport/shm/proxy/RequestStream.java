// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.queue.DataRecord;
import dev.wsproxy.transport.shm.queue.Gap;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.transport.shm.queue.RecordHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages of one client's request queue, put together from their pieces. On the control loop's thread. */
final class RequestStream implements RecordHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestStream.class);
    private static final int USUAL_BYTES = 64 * 1024;

    private final GenerationReader reader;
    private final int maxBytes;
    private final TooLong tooLong;

    /** Holds one message; in write mode until it is complete. */
    private ByteBuffer message = ByteBuffer.allocate(USUAL_BYTES);

    private long controlsBefore;
    private int window;
    private boolean complete;
    private boolean skipping;

    /** Is told of a message that is dropped. */
    interface TooLong {
        void dropped(ByteBuffer beginning, int length, int window);
    }

    /**
     * Reads a queue.
     *
     * @param tooLong is told of messages of more than {@code maxBytes}
     */
    RequestStream(GenerationReader reader, int maxBytes, TooLong tooLong) {
        this.reader = reader;
        this.maxBytes = maxBytes;
        this.tooLong = tooLong;
    }

    /** The next whole message, from position to limit, or null. It stays the next until {@link #remove}. */
    @Nullable
    ByteBuffer peek() {
        while (!complete && reader.poll(this, 1) > 0) {
            // Records that are no messages are skipped, pieces collected.
        }
        return complete ? message : null;
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
        return complete || reader.hasMore();
    }

    @Override
    public void onRecord(DataRecord record) {
        ByteBuffer piece = record.payload();
        if (record.isFirstOfMessage()) {
            begin(record, piece);
        }
        if (!skipping) {
            message.put(piece);
            complete = record.remaining() == 0;
        }
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
            message.clear();
        }
    }

    @Override
    public void onGap(Gap gap) {
        LOG.warn("{} requests of a client are lost: its queue could not hold them", gap.messages());
        message.clear();
    }

    @Override
    public void close() {
        reader.close();
    }
}
