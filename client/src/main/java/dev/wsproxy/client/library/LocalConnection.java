// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.transport.ClientEvent.Opened;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Open;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.Subscribe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A virtual connection of this client. What it asks goes out on the caller's thread; events come on the polling one. */
final class LocalConnection implements Connection {
    private final int handle;
    private final OpenOptions options;
    private final String url;
    private final ClientLoop loop;
    private final Polling polling;
    private final long createdNs = System.nanoTime();
    private final CompletableFuture<Connection> opening = new CompletableFuture<>();
    private final PendingReplies<Set<String>> subscriptions = new PendingReplies<>();
    private volatile ConnectionState state = ConnectionState.CONNECTING;
    private volatile long id;
    private volatile boolean isNew;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile boolean opened;
    private volatile boolean authenticated;
    private volatile boolean leaving;
    private volatile boolean closeUnsent;

    LocalConnection(int handle, OpenOptions options, ClientLoop loop, Polling polling) {
        this.handle = handle;
        this.options = options;
        this.url = ShownUrl.of(options.url());
        this.loop = loop;
        this.polling = polling;
    }

    int handle() {
        return handle;
    }

    CompletableFuture<Connection> opening() {
        return opening;
    }

    PendingReplies<Set<String>> subscriptions() {
        return subscriptions;
    }

    boolean isOpened() {
        return opened;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Asks the proxy for it. */
    void requestOpen() {
        OpenRequest request = new OpenRequest(
                options.url(),
                options.account(),
                options.secret(),
                options.headers(),
                options.subprotocols(),
                options.openingMessages(),
                options.protocol());
        if (loop.session().sendPrivately(new Open(handle, request)) != SendResult.OK) {
            loop.abandon(this, Failure.of(ErrorCode.PROXY_LOST, "the proxy has gone; make a new client"));
        }
    }

    /** Whether this caller, and no other, decides that it was opened, or that it was given up before. */
    boolean settle() {
        return settled.compareAndSet(false, true);
    }

    void opened(Opened event) {
        id = event.connectionId();
        isNew = event.created();
        state = id == 0 ? ConnectionState.AUTHENTICATING : ConnectionState.OPEN;
        opened = true;
    }

    void confirm() {
        opening.complete(this);
    }

    void authenticated() {
        authenticated = true;
    }

    void is(ConnectionState now) {
        state = now;
    }

    void ended(Failure reason) {
        leaving = true;
        state = ConnectionState.CLOSED;
        subscriptions.close(reason);
        opening.completeExceptionally(new FailureException(reason));
    }

    /** Time has passed. */
    void check(long nowNs) {
        subscriptions.expire(nowNs);
        if (closeUnsent) {
            requestClose();
        }
        if (!opened && nowNs - createdNs > options.timeout().toNanos()) {
            loop.abandon(this, overdue());
        }
    }

    Failure overdue() {
        return Failure.of(
                ErrorCode.TIMEOUT,
                url + " was not open within " + options.timeout().toMillis() + " ms; wsproxy status shows why");
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public boolean isNew() {
        return isNew;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public ConnectionState state() {
        return state;
    }

    @Override
    public SendResult send(CharSequence text) {
        return send(FrameType.TEXT, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public SendResult send(FrameType type, ByteBuffer data) {
        if (leaving) {
            return SendResult.CLOSED;
        }
        if (!opened) {
            return SendResult.NOT_CONNECTED;
        }
        Send message = new Send(handle, type, data);
        return authenticated ? loop.session().send(message) : loop.session().sendPrivately(message);
    }

    @Override
    public Set<String> subscribe(String channel, String... symbols) {
        polling.checkMayBlock("subscribe", "subscribeAsync");
        return await(subscribeAsync(channel, List.of(symbols)), "subscribe");
    }

    @Override
    public CompletableFuture<Set<String>> subscribeAsync(String channel, Collection<String> symbols) {
        return change(true, channel, symbols, "");
    }

    @Override
    public CompletableFuture<Set<String>> subscribeAsync(String channel, Collection<String> symbols, String request) {
        return change(true, channel, symbols, request);
    }

    @Override
    public Set<String> unsubscribe(String channel, String... symbols) {
        polling.checkMayBlock("unsubscribe", "unsubscribeAsync");
        return await(unsubscribeAsync(channel, List.of(symbols)), "unsubscribe");
    }

    @Override
    public CompletableFuture<Set<String>> unsubscribeAsync(String channel, Collection<String> symbols) {
        return change(false, channel, symbols, "");
    }

    @Override
    public CompletableFuture<Set<String>> unsubscribeAsync(String channel, Collection<String> symbols, String request) {
        return change(false, channel, symbols, request);
    }

    private CompletableFuture<Set<String>> change(
            boolean wanted, String channel, Collection<String> symbols, String request) {
        SubscriptionRequest subscription = new SubscriptionRequest(channel, List.copyOf(symbols), request);
        String what = (wanted ? "subscribe to " : "unsubscribe from ") + channel + " " + subscription.symbols();
        long correlationId = loop.nextCorrelationId();
        CompletableFuture<Set<String>> answer =
                subscriptions.add(correlationId, what, loop.timeouts().request());
        if (!opened) {
            subscriptions.fail(
                    correlationId, Failure.of(ErrorCode.INVALID_REQUEST, what + ": the connection is not open yet"));
        } else if (!leaving) {
            SendResult result = loop.session().send(new Subscribe(handle, correlationId, wanted, subscription));
            if (result != SendResult.OK) {
                subscriptions.fail(correlationId, Unsent.failure(result, what));
            }
        } else {
            subscriptions.fail(correlationId, Failure.of(ErrorCode.CLOSED, what + ": the connection is closed"));
        }
        return answer;
    }

    private Set<String> await(CompletableFuture<Set<String>> answer, String what) {
        return BlockingCall.result(polling, answer, what, loop.timeouts().request());
    }

    @Override
    public void close() {
        if (!leaving) {
            leaving = true;
            requestClose();
        }
    }

    private void requestClose() {
        // A full queue is tried again by check(): the proxy must hear of it.
        closeUnsent = loop.session().send(new Close(handle)) == SendResult.BACKPRESSURE;
    }

    @Override
    public String toString() {
        return "Connection[id=" + id + ", url=" + url + ", state=" + state + "]";
    }
}
