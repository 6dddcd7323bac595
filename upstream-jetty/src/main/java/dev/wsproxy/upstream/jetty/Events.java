// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamListener;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls the listener: one call at a time, and the end once and last, whichever thread learns of it.
 *
 * <p>Jetty reads with one thread at a time, so frames never meet each other; only the end can come while another call is
 * under way, and then the thread of that call delivers it. No thread ever waits here, so a listener may hold its locks
 * while it calls the connection.
 */
final class Events {
    private static final int IDLE = 0;
    private static final int CALLING = 1;
    private static final int ENDING = 2;
    private static final int ENDED = 3;

    private final UpstreamListener listener;
    private final Executor executor;
    private final Consumer<Throwable> onListenerFailure;
    private final Runnable onTold;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    private final AtomicReference<@Nullable Failure> end = new AtomicReference<>();
    private volatile boolean opened;

    /**
     * @param executor delivers the end, so that it never comes inside a call that the listener's owner makes
     * @param onListenerFailure takes what the listener threw
     * @param onTold called once, after the listener has been told the end
     */
    Events(UpstreamListener listener, Executor executor, Consumer<Throwable> onListenerFailure, Runnable onTold) {
        this.listener = listener;
        this.executor = executor;
        this.onListenerFailure = onListenerFailure;
        this.onTold = onTold;
    }

    void open(UpstreamInfo info) {
        if (!enter()) {
            return;
        }
        opened = true;
        try {
            listener.onOpen(info);
        } catch (Throwable e) {
            onListenerFailure.accept(e);
        } finally {
            leave();
        }
    }

    void frame(FrameType type, ByteBuffer message) {
        if (!enter()) {
            return;
        }
        try {
            listener.onFrame(type, message);
        } catch (Throwable e) {
            onListenerFailure.accept(e);
        } finally {
            leave();
        }
    }

    void activity() {
        if (!enter()) {
            return;
        }
        try {
            listener.onActivity();
        } catch (Throwable e) {
            onListenerFailure.accept(e);
        } finally {
            leave();
        }
    }

    /** The first end counts; it is delivered as a failure to connect when {@link #open} was not. */
    void end(Failure failure) {
        if (!end.compareAndSet(null, failure)) {
            return;
        }
        while (true) {
            if (state.compareAndSet(CALLING, ENDING)) {
                return;
            }
            if (state.compareAndSet(IDLE, ENDED)) {
                dispatch();
                return;
            }
        }
    }

    private boolean enter() {
        return state.compareAndSet(IDLE, CALLING);
    }

    private void leave() {
        if (!state.compareAndSet(CALLING, IDLE)) {
            state.set(ENDED);
            deliverEnd();
        }
    }

    private void dispatch() {
        try {
            executor.execute(this::deliverEnd);
        } catch (RejectedExecutionException e) {
            deliverEnd();
        }
    }

    private void deliverEnd() {
        Failure failure = Objects.requireNonNull(end.get());
        try {
            if (opened) {
                listener.onClosed(failure);
            } else {
                listener.onFailed(failure);
            }
        } catch (Throwable e) {
            onListenerFailure.accept(e);
        } finally {
            onTold.run();
        }
    }
}
