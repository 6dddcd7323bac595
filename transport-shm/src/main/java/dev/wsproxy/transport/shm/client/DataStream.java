// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import static dev.wsproxy.client.Gap.UNKNOWN;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.RecordFlags;
import dev.wsproxy.transport.shm.control.TransportMessage.Attached;
import dev.wsproxy.transport.shm.queue.DataRecord;
import dev.wsproxy.transport.shm.queue.Gap;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.transport.shm.queue.RecordHandler;
import dev.wsproxy.transport.shm.queue.RecordKind;
import dev.wsproxy.wire.EventCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a client reads of one connection's queue: from the position at which it was attached to the record that says that
 * nothing more is for it. The slot may have another owner afterwards. On the polling thread.
 */
final class DataStream implements RecordHandler, AutoCloseable {
    private final int handle;
    private final JoinPosition joined;
    private final FlagsPage flags;
    private final int cell;
    private final Runnable readReplies;
    private final GenerationReader reader;
    private final PieceCollector events = new PieceCollector();

    private LinkHandler handler;
    private @Nullable JoinPosition detached;
    private long messages;
    private boolean sawClosed;
    private boolean done;

    /**
     * Opens the queue; takes some milliseconds.
     *
     * @param readReplies brings in what the reply queue says about detached connections
     */
    DataStream(Attached attached, FlagsPage flags, Runnable readReplies, LinkHandler nobody, Executor maintenance)
            throws IOException {
        this.flags = flags;
        this.readReplies = readReplies;
        handle = attached.handle();
        joined = attached.position();
        handler = nobody;
        cell = flags.claim(handle);
        try {
            reader = GenerationReader.open(
                    attached.queue(),
                    joined,
                    attached.slot(),
                    generation -> flags.generation(cell, generation),
                    maintenance);
        } catch (IOException | RuntimeException e) {
            flags.free(cell);
            throw e;
        }
    }

    int handle() {
        return handle;
    }

    int poll(LinkHandler to, int limit) {
        handler = to;
        int found = done ? 0 : reader.poll(this, limit);
        if (found > 0) {
            flags.sequence(cell, reader.nextSequence());
        } else if (found == GenerationReader.ENDED) {
            finish(to);
        }
        return Math.max(0, found);
    }

    /** Nothing more is to be found: reports what was deleted before it could be read. */
    void finish(LinkHandler to) {
        handler = to;
        if (done) {
            return;
        }
        readReplies.run();
        done = true;
        if (detached != null) {
            missedAtTheEnd(reader.nextSequence(), detached);
        } else if (reader.isCutShort()) {
            handler.onOvertaken(handle, UNKNOWN, reader.nextSequence(), 0);
        }
    }

    boolean hasMore() {
        return !done && reader.hasMore();
    }

    /** Whether nothing more is to come. */
    boolean isDone() {
        return done;
    }

    /** Reads nothing more. */
    void abandon() {
        done = true;
    }

    /** The slot is no longer this client's from this position on. */
    void detached(JoinPosition position) {
        detached = position;
    }

    @Override
    public void onRecord(DataRecord record) {
        if (done || (detached != null && record.sequence() >= detached.sequence())) {
            done = true;
        } else if (record.kind() == RecordKind.EVENT) {
            onEvent(record);
        } else {
            if (record.remaining() == 0) {
                messages++;
            }
            FrameType type = record.kind() == RecordKind.TEXT ? FrameType.TEXT : FrameType.BINARY;
            handler.onData(
                    handle,
                    type,
                    record.sequence(),
                    record.receivedNs(),
                    record.receivedEpochNs(),
                    record.remaining(),
                    record.payload());
        }
    }

    private void onEvent(DataRecord record) {
        ByteBuffer event = events.add(record);
        if (record.flags() == RecordFlags.TRANSPORT) {
            done = true;
        } else if (event != null) {
            sawClosed |= EventCodec.decode(event) instanceof ClientEvent.Closed;
            handler.onEvent(handle, event);
        }
    }

    @Override
    public void onGap(Gap gap) {
        if (done) {
            return;
        }
        readReplies.run();
        if (detached != null && gap.lastSequence() >= detached.sequence() - 1) {
            overtakenAtTheEnd(gap, detached);
        } else {
            messages += gap.messages();
            overtaken(gap.messages(), gap.firstSequence(), gap.lastSequence());
            if (gap.events() > 0) {
                handler.onEventsLost(handle, gap.events());
            }
        }
    }

    /** The gap reaches into the time after this client: only what was before counts. */
    private void overtakenAtTheEnd(Gap gap, JoinPosition end) {
        done = true;
        missedAtTheEnd(gap.firstSequence(), end);
        if (!sawClosed) {
            tell(new ClientEvent.Closed(
                    slow("the connection was closed and what it said last was overwritten unread")));
        }
    }

    private void missedAtTheEnd(long firstSequence, JoinPosition end) {
        overtaken(end.messages() - joined.messages() - messages, firstSequence, end.sequence() - 1);
    }

    private void overtaken(long missed, long firstSequence, long lastSequence) {
        if (missed > 0) {
            handler.onOvertaken(handle, missed, firstSequence, lastSequence);
        }
    }

    private void tell(ClientEvent event) {
        handler.onEvent(handle, EventCodec.encode(event).asReadOnlyBuffer());
    }

    private static Failure slow(String reason) {
        return Failure.of(ErrorCode.SLOW_CLIENT, "this client did not keep up: " + reason);
    }

    /** Unmaps the queue, in the background. */
    @Override
    public void close() {
        done = true;
        reader.close();
        flags.free(cell);
    }
}
