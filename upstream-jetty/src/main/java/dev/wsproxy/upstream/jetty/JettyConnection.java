// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamListener;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.core.exception.CloseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One WebSocket: from the attempt to connect to the one call that tells its end. */
final class JettyConnection implements UpstreamConnection {
    private static final Logger LOG = LoggerFactory.getLogger(JettyConnection.class);

    private enum State {
        CONNECTING,
        OPEN,
        CLOSING,
        ENDED
    }

    private final String server;
    private final Settings settings;
    private final Scheduler scheduler;
    private final Events events;
    private final ReadGate gate;
    private final FrameReceiver receiver;
    private final Pings pings;
    private final AtomicReference<State> state = new AtomicReference<>(State.CONNECTING);
    /** The first reason wins: what follows from it must not hide it. */
    private final AtomicReference<@Nullable Failure> reason = new AtomicReference<>();

    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private volatile @Nullable Future<?> attempt;
    private volatile @Nullable WebSocketCoreSession session;
    private volatile @Nullable FrameSender sender;
    private volatile Scheduler.@Nullable Task closeTimer;

    /** @param server for reasons and the log: host and port */
    JettyConnection(
            String server,
            Settings settings,
            UpstreamListener listener,
            Executor executor,
            Scheduler scheduler,
            AssemblyMemory memory) {
        this.server = server;
        this.settings = settings;
        this.scheduler = scheduler;
        this.events = new Events(listener, executor, this::listenerFailed, () -> told.complete(null));
        this.gate = new ReadGate(executor);
        this.receiver = new FrameReceiver(this, events, gate, settings.maxMessageBytes(), memory.new Share());
        this.pings = new Pings(scheduler, settings.pingInterval(), this::ping);
    }

    FrameReceiver receiver() {
        return receiver;
    }

    /** Completes when the listener has been told the end. */
    CompletableFuture<Void> told() {
        return told;
    }

    /** @param started what {@link #abort} and {@link #close} cancel until the connection is open */
    void connecting(Future<?> started) {
        attempt = started;
        if (state.get() == State.ENDED) {
            started.cancel(false);
        }
    }

    void failed(Failure failure) {
        if (state.get() == State.CONNECTING) {
            end(failure);
        }
    }

    void opened(WebSocketCoreSession opened, UpstreamInfo info) {
        session = opened;
        sender = new FrameSender(opened.getConnection(), settings.maxUnsentBytes());
        if (state.compareAndSet(State.CONNECTING, State.OPEN)) {
            LOG.debug("{} open: {}", server, info);
            pings.start();
            events.open(info);
        } else {
            opened.abort();
        }
    }

    boolean isOpen() {
        return state.get() == State.OPEN;
    }

    @Override
    public SendResult send(FrameType type, ByteBuffer data) {
        FrameSender open = sender();
        if (open == null) {
            return SendResult.NOT_CONNECTED;
        }
        if (data.remaining() > settings.maxMessageBytes()) {
            return SendResult.TOO_LARGE;
        }
        byte opCode = type == FrameType.TEXT ? OpCode.TEXT : OpCode.BINARY;
        return open.send(opCode, data) ? SendResult.OK : SendResult.BACKPRESSURE;
    }

    void pong(ByteBuffer payload) {
        FrameSender open = sender();
        // Without room it is left out: RFC 6455, section 5.5.3, lets a later pong stand for an earlier one.
        if (open != null && !open.send(OpCode.PONG, payload)) {
            LOG.debug("{}: a ping stays without an answer, too much is unsent", server);
        }
    }

    private void ping() {
        FrameSender open = sender();
        if (open != null) {
            open.ping();
        }
    }

    private @Nullable FrameSender sender() {
        return isOpen() ? sender : null;
    }

    @Override
    public void pause() {
        gate.shut();
    }

    @Override
    public void resume() {
        gate.open();
    }

    @Override
    public void close(int code, String text) {
        if (!CloseStatus.isTransmittableStatusCode(code)) {
            throw new IllegalArgumentException("code=" + code + ": must be 1000 to 1003, 1007 to 1011 or 3000 to 4999");
        }
        closeOrCancel(code, text, EndFailures.closedHere("This side closed the connection with " + server));
    }

    /** Closes because the connector goes away: for the listener the connection is lost, not closed on its behalf. */
    void leave() {
        closeOrCancel(CloseStatus.SHUTDOWN, "", EndFailures.connectorStopped(server));
    }

    private void closeOrCancel(int code, String text, Failure failure) {
        if (close(code, text, failure)) {
            return;
        }
        if (state.get() == State.CONNECTING) {
            end(failure);
        } else {
            // It may have opened between the two looks at its state.
            close(code, text, failure);
        }
    }

    @Override
    public void abort() {
        end(EndFailures.closedHere("This side dropped the connection with " + server));
    }

    void closedByUpstream(CloseStatus status) {
        closing(EndFailures.closedByUpstream(server, status));
    }

    /** Sends the code and goes on reading, to nobody, until the server has had time to see why. */
    void brokenByUpstream(CloseException broken) {
        close(broken.getStatusCode(), String.valueOf(broken.getMessage()), EndFailures.protocolError(server, broken));
    }

    /** The TCP connection has been closed. */
    void ended(CloseStatus status, @Nullable Throwable error) {
        end(EndFailures.unannounced(server, status, error));
    }

    private void listenerFailed(Throwable thrown) {
        LOG.error("{}: the listener failed; its connection is dropped", server, thrown);
        end(Failure.of(ErrorCode.INTERNAL, "What received the messages of " + server + " failed; the log says more"));
    }

    private boolean close(int code, String text, Failure failure) {
        if (!closing(failure)) {
            return false;
        }
        Objects.requireNonNull(sender).close(code, text);
        gate.open();
        return true;
    }

    private boolean closing(Failure failure) {
        if (!state.compareAndSet(State.OPEN, State.CLOSING)) {
            return false;
        }
        reason.compareAndSet(null, failure);
        closeTimer = scheduler.schedule(this::abort, settings.closeTimeout());
        return true;
    }

    private void end(Failure failure) {
        if (state.getAndSet(State.ENDED) == State.ENDED) {
            return;
        }
        reason.compareAndSet(null, failure);
        LOG.debug("{} ended: {}", server, reason.get());
        release();
        events.end(Objects.requireNonNull(reason.get()));
    }

    private void release() {
        pings.stop();
        gate.open();
        Scheduler.Task timer = closeTimer;
        if (timer != null) {
            timer.cancel();
        }
        Future<?> connecting = attempt;
        if (connecting != null) {
            connecting.cancel(false);
        }
        WebSocketCoreSession open = session;
        if (open != null) {
            open.abort();
        }
    }
}
