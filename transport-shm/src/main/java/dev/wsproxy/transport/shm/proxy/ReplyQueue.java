// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.MemoryFaults;
import dev.wsproxy.transport.shm.WallClock;
import dev.wsproxy.transport.shm.queue.AppendResult;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.transport.shm.queue.RecordKind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What the proxy tells one client. What finds no room only because the next generation is late is held until that is there,
 * so that a client which has read everything is not taken for a slow one. Any thread.
 */
final class ReplyQueue implements AutoCloseable {
    private static final long[] READER = {1};

    /** What became of a reply. */
    enum Outcome {
        /** The client can read it. */
        APPENDED,
        /** It waits for the next generation: {@link #appendHeld}. */
        HELD,
        /** There is no room for it: the client has left too much unread, or memory has run out. */
        REFUSED
    }

    private record Held(RecordKind kind, int flags, ByteBuffer payload) {}

    private final GenerationWriter writer;
    private final long maxHeldBytes;
    private final Queue<Held> held = new ArrayDeque<>();
    private long heldBytes;
    private boolean closed;
    private boolean damaged;

    ReplyQueue(GenerationWriter writer, long maxHeldBytes) {
        this.writer = writer;
        this.maxHeldBytes = maxHeldBytes;
    }

    /** Where the client begins to read. */
    synchronized JoinPosition position() {
        return writer.position(0);
    }

    synchronized Outcome append(RecordKind kind, int flags, ByteBuffer payload) {
        if (closed || held.isEmpty() && !damaged && write(kind, flags, payload)) {
            return Outcome.APPENDED;
        }
        return hold(kind, flags, payload);
    }

    /** The client may have shortened these files too; what became of the writer then, its next append says. */
    private boolean write(RecordKind kind, int flags, ByteBuffer payload) {
        try {
            AppendResult result =
                    writer.append(kind, flags, System.nanoTime(), WallClock.epochNs(), READER, 1, payload);
            MemoryFaults.surface();
            damaged |= result == AppendResult.FAILED;
            return result == AppendResult.OK;
        } catch (InternalError e) {
            damaged = true;
            return false;
        }
    }

    /** Whether nothing can be appended any more. */
    synchronized boolean isDamaged() {
        return damaged;
    }

    private Outcome hold(RecordKind kind, int flags, ByteBuffer payload) {
        if (damaged || held.isEmpty() && !writer.isGrowing() || heldBytes + payload.remaining() > maxHeldBytes) {
            return Outcome.REFUSED;
        }
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining())
                .put(payload.duplicate())
                .flip();
        held.add(new Held(kind, flags, copy));
        heldBytes += copy.remaining();
        return Outcome.HELD;
    }

    /** Appends what is held, as far as there is room. */
    synchronized Outcome appendHeld() {
        for (Held next = held.peek(); next != null && !closed; next = held.peek()) {
            if (!write(next.kind(), next.flags(), next.payload())) {
                return writer.isGrowing() && !damaged ? Outcome.HELD : Outcome.REFUSED;
            }
            held.remove();
            heldBytes -= next.payload().remaining();
        }
        return Outcome.APPENDED;
    }

    /** Has what the client has read deleted. */
    void reclaim() {
        writer.reclaim();
    }

    /** Whether it is the file system that leaves no room, and not the client. */
    synchronized boolean isStarved() {
        return writer.isStarved();
    }

    /** Appends nothing any more, and unmaps the queue in the background. */
    @Override
    public synchronized void close() {
        closed = true;
        writer.close();
    }
}
