// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.queue.DataRecord;
import dev.wsproxy.transport.shm.queue.Gap;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.transport.shm.queue.RecordHandler;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The messages of one client's request queue, put together from their pieces. On the control loop's thread. */
final class RequestStream implements RecordHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RequestStream.class);
    private static final int USUAL_BYTES = 64 * 1024;

    private final GenerationReader reader;
    private final int maxBytes;
    private final BiConsumer<ByteBuffer, Integer> tooLong;

    /** Holds one message; in write mode until it is complete. */
    private ByteBuffer message = ByteBuffer.allocate(USUAL_BYTES);

    private long controlsBefore;
    private boolean complete;
    private boolean skipping;

    /**
     * Reads a queue.
     *
     * @param tooLong given the beginning of a message of more than {@code maxBytes}, and its length; the message is dropped
     */
    RequestStream(GenerationReader reader, int maxBytes, BiConsumer<ByteBuffer, Integer> tooLong) {
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
        skipping = length < 0 || length > maxBytes;
        if (skipping) {
            tooLong.accept(piece, length);
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
