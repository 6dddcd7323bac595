// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one client, within a bound. Any thread may offer; the writer's thread writes. Of all that
 * waits only a small window is with Jetty, so the rest can be dropped, and a ping or its answer does not wait behind it.
 */
final class Outbox {
    /** What a message costs besides its bytes, so that many small ones are bounded too. */
    static final int MESSAGE_BYTES = 64;

    private static final int WINDOW_FRAMES = 16;
    private static final int WINDOW_BYTES = 64 * 1024;

    private final Consumer<OutgoingEntry> socket;
    private final Consumer<Farewell> closer;
    private final Writer writer;
    private final LongSupplier maxBytes;
    private final boolean dropOldest;
    private final @Nullable LongFunction<Payload> dropNotice;
    private final ArrayDeque<Payload> queue = new ArrayDeque<>();
    private final OutgoingFrame[] free = new OutgoingFrame[WINDOW_FRAMES];
    private final OutgoingFrame[] burst = new OutgoingFrame[WINDOW_FRAMES];
    private int freeCount;
    private long queuedBytes;
    private long windowBytes;
    private long dropped;
    private long droppedTold;
    private boolean scheduled;
    private boolean ended;
    private @Nullable Farewell farewell;

    /** The writer's: the next one that has something to write. */
    @Nullable
    Outbox nextWaiting;

    /**
     * For a client's socket.
     *
     * @param closer ends the connection, when all else is written; called on the writer's thread
     * @param maxBytes the bound, asked for each message
     * @param dropOldest whether the oldest messages make room for new ones when the bound is reached
     * @param dropNotice makes the message that tells the client how many were dropped; null when it is not told
     */
    Outbox(
            Consumer<OutgoingEntry> socket,
            Consumer<Farewell> closer,
            Writer writer,
            LongSupplier maxBytes,
            boolean dropOldest,
            @Nullable LongFunction<Payload> dropNotice) {
        this.socket = socket;
        this.closer = closer;
        this.writer = writer;
        this.maxBytes = maxBytes;
        this.dropOldest = dropOldest;
        this.dropNotice = dropNotice;
        for (int i = 0; i < WINDOW_FRAMES; i++) {
            free[freeCount++] = new OutgoingFrame(this);
        }
    }

    /** Queues a message; false, with nothing queued, when the client is too far behind. Never blocks. */
    boolean offer(Payload message) {
        int cost = cost(message);
        boolean wake;
        synchronized (this) {
            if (ended) {
                return true;
            }
            if (isOver(cost) && !makeRoom(cost)) {
                return false;
            }
            queue.add(message);
            queuedBytes += cost;
            wake = schedule();
        }
        wakeIf(wake);
        return true;
    }

    /** One message always has room when none waits. */
    private boolean isOver(int cost) {
        long bytes = queuedBytes + windowBytes;
        return bytes > 0 && bytes + cost > maxBytes.getAsLong();
    }

    private boolean makeRoom(int cost) {
        if (!dropOldest) {
            return false;
        }
        while (!queue.isEmpty() && isOver(cost)) {
            queuedBytes -= cost(queue.remove());
            dropped++;
        }
        return true;
    }

    /** Nothing is taken any more: the close frame follows what waits. */
    void end(Farewell last) {
        boolean wake;
        synchronized (this) {
            wake = close(last);
        }
        wakeIf(wake);
    }

    /** Drops what waits; what is with Jetty already is followed by the notice, if there is one, and the close frame. */
    void cut(@Nullable Payload notice, Farewell last) {
        boolean wake;
        synchronized (this) {
            if (ended) {
                return;
            }
            queue.clear();
            queuedBytes = 0;
            if (notice != null) {
                queue.add(notice);
                queuedBytes = cost(notice);
            }
            wake = close(last);
        }
        wakeIf(wake);
    }

    private boolean close(Farewell last) {
        if (ended) {
            return false;
        }
        ended = true;
        farewell = last;
        return schedule();
    }

    /** The socket has gone. */
    synchronized void discard() {
        ended = true;
        farewell = null;
        queue.clear();
        queuedBytes = 0;
    }

    /**
     * Writes what the window allows, without waiting. On the writer's thread.
     *
     * @return whether it is to be called again
     */
    boolean drain() {
        int count = fill();
        for (int i = 0; i < count; i++) {
            burst[i].send(socket, i < count - 1);
        }
        Farewell last = takeFarewell();
        if (last != null) {
            closer.accept(last);
        }
        return goesOn();
    }

    private synchronized int fill() {
        int count = 0;
        tellDropped();
        while (hasRoom() && !queue.isEmpty()) {
            Payload message = queue.remove();
            int cost = cost(message);
            queuedBytes -= cost;
            windowBytes += cost;
            OutgoingFrame frame = free[--freeCount];
            frame.load(message, cost);
            burst[count++] = frame;
        }
        return count;
    }

    private void tellDropped() {
        if (dropped > droppedTold && dropNotice != null && hasRoom()) {
            Payload notice = dropNotice.apply(dropped - droppedTold);
            droppedTold = dropped;
            queue.addFirst(notice);
            queuedBytes += cost(notice);
        }
    }

    private synchronized @Nullable Farewell takeFarewell() {
        if (!isFarewellDue()) {
            return null;
        }
        Farewell due = farewell;
        farewell = null;
        return due;
    }

    private synchronized boolean goesOn() {
        scheduled = isWritable();
        return scheduled;
    }

    /** A message is with the operating system, or will never be. */
    void written(OutgoingFrame frame) {
        boolean wake;
        synchronized (this) {
            windowBytes -= frame.cost();
            free[freeCount++] = frame;
            wake = schedule();
        }
        wakeIf(wake);
    }

    private boolean schedule() {
        boolean wake = !scheduled && isWritable();
        scheduled |= wake;
        return wake;
    }

    private void wakeIf(boolean wake) {
        if (wake) {
            writer.wake(this);
        }
    }

    private boolean isWritable() {
        return queue.isEmpty() ? isFarewellDue() : hasRoom();
    }

    private boolean hasRoom() {
        return freeCount > 0 && windowBytes < WINDOW_BYTES;
    }

    /** Jetty would drop what it has not written yet when it gets a close frame, so that comes last. */
    private boolean isFarewellDue() {
        return farewell != null && queue.isEmpty() && freeCount == WINDOW_FRAMES;
    }

    /** How far the client is behind. */
    synchronized long bytes() {
        return queuedBytes + windowBytes;
    }

    /** How many messages were dropped to make room. */
    synchronized long dropped() {
        return dropped;
    }

    private static int cost(Payload message) {
        return message.bytes() + MESSAGE_BYTES;
    }
}
