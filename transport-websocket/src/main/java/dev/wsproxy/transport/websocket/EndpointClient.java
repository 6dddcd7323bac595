// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientPort;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connected client: what the broker has for it goes to its socket, and its end is decided here. Any thread. */
final class EndpointClient implements ClientPort {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointClient.class);

    /** No SDK authenticates more than once or twice. */
    private static final int MOST_FAILED_LOGINS = 5;

    private final Handshake handshake;
    private final Optional<String> stranger;
    private final AtomicInteger failedLogins = new AtomicInteger();
    private final WebSocketCoreSession socket;
    private final EndpointContext context;
    private final BrokerCalls calls;
    private final Outbox outbox;
    private final Liveness liveness;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile Scheduler.@Nullable Task closeTimer;
    private volatile @Nullable Payload slowNotice;

    EndpointClient(
            Handshake handshake, Optional<String> stranger, WebSocketCoreSession socket, EndpointContext context) {
        this.handshake = handshake;
        this.stranger = stranger;
        this.socket = socket;
        this.context = context;
        Limits limits = context.options().limits();
        Consumer<OutgoingEntry> plain = socket.getConnection()::enqueueFrame;
        calls = new BrokerCalls(context, this, this::finish);
        outbox = new Outbox(
                context.options().compress() ? socket::sendFrame : plain,
                this::close,
                context.writers().assign(),
                context.clients()::maxUnsentBytes,
                limits.dropOldest(),
                handshake.wantsEvents() ? EventMessages::dropped : null);
        liveness = new Liveness(
                plain,
                context.scheduler(),
                context.options().timing().pingInterval(),
                calls::isReading,
                () -> finish(new Farewell(
                        CloseStatus.SERVER_ERROR,
                        Failure.of(ErrorCode.TIMEOUT, "keepalive ping timeout: no answer to a ping"))));
    }

    BrokerCalls calls() {
        return calls;
    }

    Liveness liveness() {
        return liveness;
    }

    /** On a thread of Jetty's, when the WebSocket is open. */
    void opened() {
        if (context.clients().add(this)) {
            liveness.start();
            calls.open(handshake.info(), handshake.request());
        } else {
            finish(Farewell.of(context.options().limits().tooMany()));
        }
    }

    @Override
    public void event(int handle, ClientEvent event) {
        if (handshake.wantsEvents()) {
            EventMessages.of(event).ifPresent(this::deliver);
        }
        if (event instanceof ClientEvent.OpenFailed failed) {
            finish(Farewell.of(failed.failure()));
        } else if (event instanceof ClientEvent.Closed closed) {
            finish(Farewell.of(closed.failure()));
        } else if (event instanceof ClientEvent.Gap gap && !handshake.wantsEvents()) {
            finish(Farewell.gap(gap.failure()));
        }
    }

    @Override
    public void frame(int handle, FrameType type, ByteBuffer data) {
        deliver(Payload.copy(type, data));
    }

    @Override
    public void slowClientNotice(int handle, FrameType type, ByteBuffer data) {
        slowNotice = Payload.copy(type, data);
    }

    /** Queues a message that others may get too; a client that is too far behind is closed. Never blocks. */
    void deliver(Payload message) {
        if (!outbox.offer(message)) {
            long unsent = outbox.bytes();
            if (warned.compareAndSet(false, true)) {
                LOG.warn(
                        "{} is too slow: unsentBytes={}; it is closed",
                        handshake.info().name(),
                        unsent);
            }
            finish(Farewell.slow(unsent), farewell -> outbox.cut(slowNotice, farewell));
        }
    }

    @Override
    public void authenticationFailed(int handle, Failure failure) {
        stranger.ifPresent(context.failedLogins()::failed);
        if (failedLogins.incrementAndGet() >= MOST_FAILED_LOGINS) {
            finish(Farewell.of(Failure.of(
                    ErrorCode.AUTHENTICATION_FAILED,
                    MOST_FAILED_LOGINS + " times in this connection: " + failure.reason())));
        }
    }

    @Override
    public void disconnect(Failure failure) {
        finish(Farewell.of(failure));
    }

    @Override
    public long lagBytes() {
        return outbox.bytes();
    }

    /** Ends the connection: what waits is written, then the close frame, and after a while the socket is closed anyway. */
    void finish(Farewell farewell) {
        finish(farewell, outbox::end);
    }

    private void finish(Farewell farewell, Consumer<Farewell> end) {
        if (ending.compareAndSet(false, true)) {
            LOG.debug("{} is closed: {}", handshake.info().name(), farewell);
            liveness.stop();
            end.accept(farewell);
            closeTimer = context.scheduler()
                    .schedule(socket::abort, context.options().timing().closeTimeout());
            calls.leave(farewell.failure());
        }
    }

    /** The last thing that is written. */
    private void close(Farewell farewell) {
        if (context.options().abruptClients().stream().anyMatch(handshake.program()::startsWith)) {
            socket.getConnection().getEndPoint().shutdownOutput();
        } else {
            socket.getConnection().enqueueFrame(new OutgoingEntry.Builder(farewell.frame(), Callback.NOOP).build());
        }
    }

    boolean isEnding() {
        return ending.get();
    }

    /** Cuts the connection. */
    void abort() {
        socket.abort();
    }

    /** The socket is closed, whoever wanted it. */
    void closed(CloseStatus status) {
        ending.set(true);
        liveness.stop();
        Scheduler.Task timer = closeTimer;
        if (timer != null) {
            timer.cancel();
        }
        outbox.discard();
        if (outbox.dropped() > 0) {
            LOG.warn(
                    "{} was too slow: {} messages were dropped for it",
                    handshake.info().name(),
                    outbox.dropped());
        }
        context.clients().remove(this);
        String reason = status.getReason() == null ? "" : ", " + status.getReason();
        calls.leave(Failure.of(ErrorCode.CLOSED, status.getCode(), "the client's socket was closed" + reason));
    }

    @Override
    public String toString() {
        return handshake.info().name();
    }
}
