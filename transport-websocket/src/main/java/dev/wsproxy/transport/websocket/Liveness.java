// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.jspecify.annotations.Nullable;

/**
 * Pings, both ways. Pings of the client are answered at once; those that come while an answer is on its way share the next
 * one, as RFC 6455, section 5.5.3, allows. A client from which nothing came between two pings of ours is dead. Any thread.
 */
final class Liveness implements Runnable {
    private final Consumer<OutgoingEntry> socket;
    private final Scheduler scheduler;
    private final Duration interval;
    private final BooleanSupplier reading;
    private final Runnable dead;
    private final Callback answered = Callback.from(InvocationType.NON_BLOCKING, this::answerNext);
    private Scheduler.@Nullable Task next;
    private @Nullable ByteBuffer unanswered;
    private boolean answering;
    private boolean asked;
    private boolean stopped;
    private volatile boolean heard;

    /**
     * For a client's socket.
     *
     * @param reading whether the socket is being read, so that an answer would have been seen
     * @param dead called when the client does not answer
     */
    Liveness(
            Consumer<OutgoingEntry> socket,
            Scheduler scheduler,
            Duration interval,
            BooleanSupplier reading,
            Runnable dead) {
        this.socket = socket;
        this.scheduler = scheduler;
        this.interval = interval;
        this.reading = reading;
        this.dead = dead;
    }

    synchronized void start() {
        if (!stopped && !interval.isZero()) {
            next = scheduler.schedule(this, interval);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    /** Anything came from the client. */
    void heard() {
        heard = true;
    }

    /** On the timer's thread. */
    @Override
    public void run() {
        if (asked && !heard && reading.getAsBoolean()) {
            dead.run();
            return;
        }
        asked = true;
        heard = false;
        socket.accept(new OutgoingEntry.Builder(new Frame(OpCode.PING), Callback.NOOP).build());
        start();
    }

    /** The client has sent a ping with this payload. */
    void pinged(ByteBuffer payload) {
        ByteBuffer copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        synchronized (this) {
            if (answering) {
                unanswered = copy;
                return;
            }
            answering = true;
        }
        answer(copy);
    }

    private void answerNext() {
        ByteBuffer payload;
        synchronized (this) {
            payload = unanswered;
            unanswered = null;
            answering = payload != null;
        }
        if (payload != null) {
            answer(payload);
        }
    }

    private void answer(ByteBuffer payload) {
        socket.accept(new OutgoingEntry.Builder(new Frame(OpCode.PONG, payload), answered).build());
    }
}
