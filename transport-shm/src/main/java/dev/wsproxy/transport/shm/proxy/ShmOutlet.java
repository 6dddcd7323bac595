// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.shm.RecordFlags;
import dev.wsproxy.transport.shm.WallClock;
import dev.wsproxy.transport.shm.control.TransportMessage.Detached;
import dev.wsproxy.transport.shm.queue.AppendResult;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.transport.shm.queue.RecordKind;
import dev.wsproxy.wire.EventCodec;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One shared connection's queue: a record is written once and names its recipients. Guarded by the connection's lock, which
 * the caller holds.
 */
final class ShmOutlet implements Outlet {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final long connectionId;
    private final GenerationWriter writer;
    private final DataQueue queue;
    private final BooleanSupplier stopped;
    private final Recipients own = new Recipients();
    private final Recipients single = new Recipients();
    private @Nullable Attachment[] bySlot = new @Nullable Attachment[Long.SIZE];
    private long[] words = new long[1];
    private long lostMessages;
    private boolean closed;
    private boolean failed;

    /**
     * For a connection.
     *
     * @param stopped whether the transport has stopped: then nothing is delivered any more, but only {@link #close()}, which
     *     comes under the connection's lock, may unmap the queue
     */
    ShmOutlet(long connectionId, GenerationWriter writer, DataQueue queue, BooleanSupplier stopped) {
        this.connectionId = connectionId;
        this.writer = writer;
        this.queue = queue;
        this.stopped = stopped;
    }

    private boolean isShut() {
        return closed || failed || stopped.getAsBoolean();
    }

    @Override
    public void attach(ClientPort port, int handle, int slot) {
        if (isShut() || !(port instanceof ShmClient client)) {
            return;
        }
        Attachment attachment = new Attachment(
                client, handle, slot, client.claimCell(), writer.position(slot), queue, writer::addressed);
        if (slot >= bySlot.length) {
            bySlot = Arrays.copyOf(bySlot, Math.max(slot + 1, 2 * bySlot.length));
        }
        bySlot[slot] = attachment;
        own.add(slot);
        queue.add(attachment);
        client.attached(attachment);
        client.tell(attachment.announcement());
    }

    @Override
    public void detach(int slot) {
        if (closed || !own.contains(slot)) {
            return;
        }
        Attachment attachment = Objects.requireNonNull(bySlot[slot]);
        single.clear();
        single.add(slot);
        JoinPosition end = writer.position(slot);
        bySlot[slot] = null;
        // If it finds no room, that is not told to this client: the gap before what the slot's next owner is sent makes
        // the client look for its end.
        append(RecordKind.EVENT, RecordFlags.TRANSPORT, System.nanoTime(), WallClock.epochNs(), NOTHING, single);
        attachment.detached(end);
        attachment.client().tell(new Detached(attachment.handle(), end));
        own.remove(slot);
    }

    @Override
    public void deliver(FrameType type, long receivedNs, long receivedEpochNs, ByteBuffer data, Recipients to) {
        RecordKind kind = type == FrameType.TEXT ? RecordKind.TEXT : RecordKind.BINARY;
        append(kind, RecordFlags.NONE, receivedNs, receivedEpochNs, data, to);
    }

    @Override
    public void deliver(ClientEvent event, Recipients to) {
        append(
                RecordKind.EVENT,
                RecordFlags.NONE,
                System.nanoTime(),
                WallClock.epochNs(),
                EventCodec.encode(event),
                to);
    }

    private void append(
            RecordKind kind, int flags, long receivedNs, long receivedEpochNs, ByteBuffer data, Recipients to) {
        int wordCount = isShut() ? 0 : mask(to);
        if (wordCount == 0) {
            return;
        }
        AppendResult result = writer.append(kind, flags, receivedNs, receivedEpochNs, words, wordCount, data);
        if (result == AppendResult.FAILED) {
            fail();
            return;
        }
        if (result == AppendResult.LOST) {
            countLost(kind, wordCount);
        }
        queue.appended(data.remaining());
        VarHandle.fullFence();
        wake(wordCount);
    }

    private void countLost(RecordKind kind, int wordCount) {
        if (kind != RecordKind.EVENT) {
            lostMessages++;
        }
        for (int word = 0; word < wordCount; word++) {
            for (long bits = words[word]; bits != 0; bits &= bits - 1) {
                int slot = (word << 6) + Long.numberOfTrailingZeros(bits);
                Attachment attachment = bySlot[slot];
                if (attachment != null) {
                    attachment.lost(writer.lostMessages(slot), writer.lostEvents(slot));
                }
            }
        }
    }

    /** The recipients that have a slot here, as words; returns how many words. */
    private int mask(Recipients to) {
        int wordCount = Math.min(to.wordCount(), own.wordCount());
        if (wordCount > words.length) {
            words = new long[wordCount];
        }
        for (int i = 0; i < wordCount; i++) {
            words[i] = to.word(i) & own.word(i);
        }
        while (wordCount > 0 && words[wordCount - 1] == 0) {
            wordCount--;
        }
        return wordCount;
    }

    private void wake(int wordCount) {
        for (int word = 0; word < wordCount; word++) {
            for (long bits = words[word]; bits != 0; bits &= bits - 1) {
                Attachment attachment = bySlot[(word << 6) + Long.numberOfTrailingZeros(bits)];
                if (attachment != null) {
                    attachment.client().wake();
                }
            }
        }
    }

    private void fail() {
        failed = true;
        for (int slot = own.next(0); slot >= 0; slot = own.next(slot + 1)) {
            Objects.requireNonNull(bySlot[slot]).client().disconnect(lost());
        }
    }

    private Failure lost() {
        return Failure.of(
                ErrorCode.INTERNAL,
                "the shared memory of connection " + connectionId + " is unusable"
                        + writer.failure().map(text -> ": " + text).orElse("")
                        + "; free some space and connect again");
    }

    @Override
    public long lostMessages() {
        return lostMessages;
    }

    @Override
    public boolean isFull() {
        return !isShut() && writer.isFull();
    }

    @Override
    public long memoryBytes() {
        return closed ? 0 : writer.memoryBytes();
    }

    @Override
    public long memoryBound() {
        return closed ? 0 : writer.memoryBound();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        for (int slot = own.next(0); slot >= 0; slot = own.next(slot + 1)) {
            detach(slot);
        }
        closed = true;
        writer.close();
        queue.end();
    }
}
