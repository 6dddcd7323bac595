// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.FrameType;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.transport.shm.RecordFlags;
import dev.wsproxy.transport.shm.ReplyRecord;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.transport.shm.queue.DataRecord;
import dev.wsproxy.transport.shm.queue.Gap;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.transport.shm.queue.RecordHandler;
import dev.wsproxy.transport.shm.queue.RecordKind;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's reply queue. On the polling thread. */
final class ReplyStream implements RecordHandler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyStream.class);

    /** A greeter's frames are not part of a shared connection, which numbers its records from 1. */
    private static final long NO_SEQUENCE = 0;

    private final GenerationReader reader;
    private final Consumer<TransportMessage> ownMessages;
    private final PieceCollector events = new PieceCollector();
    private LinkHandler handler;
    private int frameHandle;

    ReplyStream(GenerationReader reader, Consumer<TransportMessage> ownMessages, LinkHandler nobody) {
        this.reader = reader;
        this.ownMessages = ownMessages;
        handler = nobody;
    }

    int poll(LinkHandler to, int limit) {
        handler = to;
        return Math.max(0, reader.poll(this, limit));
    }

    boolean hasMore() {
        return reader.hasMore();
    }

    @Override
    public void onRecord(DataRecord record) {
        if (record.kind() == RecordKind.EVENT) {
            onEvent(record);
        } else {
            onFrame(record);
        }
    }

    private void onEvent(DataRecord record) {
        ByteBuffer payload = events.add(record);
        if (payload == null) {
            return;
        }
        if (record.flags() == RecordFlags.TRANSPORT) {
            TransportMessage message = KnownMessages.own(payload);
            if (message != null) {
                ownMessages.accept(message);
            }
        } else {
            int handle = ReplyRecord.handle(payload);
            handler.onEvent(handle, payload);
        }
    }

    private void onFrame(DataRecord record) {
        ByteBuffer data = record.payload();
        if (record.isFirstOfMessage()) {
            frameHandle = ReplyRecord.handle(data);
        }
        FrameType type = record.kind() == RecordKind.TEXT ? FrameType.TEXT : FrameType.BINARY;
        handler.onData(
                frameHandle,
                type,
                NO_SEQUENCE,
                record.receivedNs(),
                record.receivedEpochNs(),
                record.remaining(),
                data);
    }

    @Override
    public void onGap(Gap gap) {
        LOG.error("{} replies of the proxy are lost: it ran out of memory for them", gap.events() + gap.messages());
    }

    @Override
    public void close() {
        reader.close();
    }
}
