// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import static dev.wsproxy.client.Gap.UNKNOWN;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.QueueCells;
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
    private final QueueCells cells;
    private final int cell;
    private final Runnable readReplies;
    private final GenerationReader reader;
    private final PieceCollector events = new PieceCollector();
    private final Losses losses;

    private LinkHandler handler;
    private @Nullable JoinPosition detached;
    private long messages;
    private long lostMessages;
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
        cells = flags.cells();
        this.readReplies = readReplies;
        handle = attached.handle();
        joined = attached.position();
        handler = nobody;
        cell = attached.cell();
        losses = new Losses(cells, cell);
        reader = GenerationReader.open(
                attached.queue(),
                joined,
                attached.slot(),
                generation -> cells.generation(cell, generation),
                maintenance);
    }

    int handle() {
        return handle;
    }

    int poll(LinkHandler to, int limit) {
        handler = to;
        if (done) {
            return 0;
        }
        JoinPosition end = end();
        losses.look();
        int found = reader.poll(this, limit);
        if (found > 0) {
            cells.accounted(cell, reader.accounted());
        } else if (found == GenerationReader.ENDED) {
            finish(to);
        } else if (end != null && !done && !reader.isCutShort()) {
            endedUnread(end, reader.nextSequence(), true);
        } else if (losses.isDue()) {
            losses.tell(reader, this);
            cells.accounted(cell, reader.accounted());
        }
        return Math.max(0, found);
    }

    /** Nothing more is to be found: reports what was lost, or deleted before it could be read. */
    void finish(LinkHandler to) {
        handler = to;
        if (done) {
            return;
        }
        readReplies.run();
        JoinPosition end = end();
        if (end != null) {
            missedAtTheEnd(reader.nextSequence(), end);
        } else if (reader.isCutShort()) {
            handler.onOvertaken(handle, UNKNOWN, reader.nextSequence(), 0);
        } else {
            losses.look();
            losses.tell(reader, this);
        }
        done = true;
    }

    boolean hasMore() {
        return !done && (reader.hasMore() || end() != null || losses.areDue());
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

    /** Where that is, which the flags page says even when there is no room for anything else; null as long as it is not. */
    private @Nullable JoinPosition end() {
        if (detached == null) {
            detached = cells.end(cell);
        }
        return detached;
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
            sawClosed |= KnownMessages.isClosed(event);
            handler.onEvent(handle, event);
        }
    }

    @Override
    public void onGap(Gap gap) {
        if (done) {
            return;
        }
        readReplies.run();
        JoinPosition end = end();
        if (end != null && gap.lastSequence() >= end.sequence() - 1) {
            endedUnread(end, gap.firstSequence(), gap.lostEvents() > 0);
        } else {
            missed(gap.messages(), gap.lostMessages(), gap.firstSequence(), gap.lastSequence());
            eventsLost(gap.overwrittenEvents(), ErrorCode.SLOW_CLIENT);
            eventsLost(gap.lostEvents(), ErrorCode.MEMORY_FULL);
        }
    }

    /** What is missed reaches into the time after this client: only what was before counts. */
    private void endedUnread(JoinPosition end, long firstSequence, boolean endLost) {
        done = true;
        missedAtTheEnd(firstSequence, end);
        if (!sawClosed) {
            boolean lost = endLost || end.lostEvents() > joined.lostEvents();
            String what = "the connection was closed and what it said last was ";
            tell(new ClientEvent.Closed(lost ? full(what + "lost") : slow(what + "overwritten unread")));
        }
    }

    private void missedAtTheEnd(long firstSequence, JoinPosition end) {
        long missedMessages = end.messages() - joined.messages() - messages;
        long missedLost = end.lostMessages() - joined.lostMessages() - lostMessages;
        missed(missedMessages, missedLost, firstSequence, end.sequence() - 1);
    }

    private void eventsLost(long count, ErrorCode why) {
        if (count > 0) {
            handler.onEventsLost(handle, count, why);
        }
    }

    private void missed(long missed, long lost, long firstSequence, long lastSequence) {
        messages += missed;
        lostMessages += lost;
        if (missed > lost) {
            flags.overtaken(missed - lost);
            handler.onOvertaken(handle, missed - lost, firstSequence, lastSequence);
        }
        if (lost > 0) {
            handler.onMemoryFull(handle, lost, firstSequence, lastSequence);
        }
    }

    private void tell(ClientEvent event) {
        handler.onEvent(handle, EventCodec.encode(event).asReadOnlyBuffer());
    }

    private static Failure slow(String reason) {
        return Failure.of(ErrorCode.SLOW_CLIENT, "this client did not keep up: " + reason);
    }

    private static Failure full(String reason) {
        return Failure.of(ErrorCode.MEMORY_FULL, "the proxy had no room in its shared memory: " + reason);
    }

    /** Unmaps the queue, in the background. */
    @Override
    public void close() {
        done = true;
        reader.close();
    }
}
