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
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.wire.Send;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A virtual connection of this client. What it asks goes out on the caller's thread; events come on the polling one. */
final class LocalConnection implements Connection {
    private final RemoteEnd remote;
    private final OpenOptions options;
    private final String url;
    private final ClientLoop loop;
    private final long createdNs = System.nanoTime();
    private final CompletableFuture<Connection> opening = new CompletableFuture<>();
    private final Subscriptions subscriptions;
    private volatile ConnectionState state = ConnectionState.CONNECTING;
    private volatile long id;
    private volatile boolean isNew;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile boolean opened;
    private volatile boolean authenticated;
    private volatile boolean upstreamAway;
    private volatile boolean authenticatesByMessage;
    private volatile @Nullable Restoration restoration;
    private long heardEpochNs;

    LocalConnection(int handle, OpenOptions options, ClientLoop loop, Polling polling) {
        this.remote = new RemoteEnd(handle, OpenRequests.of(options));
        this.options = options;
        this.url = ShownUrl.of(options.url());
        this.loop = loop;
        this.subscriptions = new Subscriptions(this, loop, polling);
    }

    int handle() {
        return remote.handle();
    }

    RemoteEnd remote() {
        return remote;
    }

    /** Done when the proxy has answered. */
    CompletableFuture<Connection> opening() {
        return opening;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    boolean isOpened() {
        return opened;
    }

    boolean isLeaving() {
        return remote.isLeft();
    }

    /** Whether this caller, and no other, decides that it was opened, or that it was given up before. */
    boolean settle() {
        return settled.compareAndSet(false, true);
    }

    void opened(Opened event) {
        id = event.connectionId();
        authenticatesByMessage |= id == 0;
        isNew = event.created();
        if (state != ConnectionState.RECONNECTING) {
            state = id == 0 ? ConnectionState.AUTHENTICATING : ConnectionState.OPEN;
        }
        opened = true;
    }

    /** A message came, which the proxy had received then, or a proxy opened it. By the polling thread, as the next. */
    void heard(long epochNs) {
        heardEpochNs = epochNs;
    }

    /** When the last message was received; when a proxy opened it, if none was since. */
    long heardEpochNs() {
        return heardEpochNs;
    }

    void authenticated() {
        authenticated = true;
    }

    /** The upstream was lost, or is back. */
    void upstreamAway(boolean away) {
        upstreamAway = away;
        state = away || restoration != null ? ConnectionState.RECONNECTING : ConnectionState.OPEN;
    }

    /** Its proxy was lost. */
    void suspend(Restoration begun) {
        restoration = begun;
        remote.forgotten();
        authenticated = false;
        upstreamAway = false;
        state = ConnectionState.RECONNECTING;
        subscriptions.suspend(begun.reason());
    }

    /** The next proxy has opened it again, with all its subscriptions. */
    void restored() {
        restoration = null;
        upstreamAway(upstreamAway);
    }

    @Nullable
    Restoration restoration() {
        return restoration;
    }

    /** Whether another proxy can open it without the application, which alone knows what it sent to authenticate. */
    boolean isRestorable() {
        return opened && !isLeaving() && !authenticatesByMessage;
    }

    void ended(Failure reason) {
        remote.ended();
        state = ConnectionState.CLOSED;
        subscriptions.close(reason);
        opening.completeExceptionally(new FailureException(reason));
    }

    /** Time has passed. */
    void check(long nowNs) {
        subscriptions.check(nowNs);
        remote.repeatUnsent();
        if (!opened && nowNs - createdNs > options.timeout().toNanos()) {
            String reason =
                    url + " was not open within " + options.timeout().toMillis() + " ms; wsproxy status shows why";
            loop.abandon(this, Failure.of(ErrorCode.TIMEOUT, reason));
        }
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
        return sendChecked(FrameType.TEXT, Utf8.encode(text));
    }

    @Override
    public SendResult send(FrameType type, ByteBuffer data) {
        if (type == FrameType.TEXT) {
            Utf8.check(data);
        }
        return sendChecked(type, data);
    }

    private SendResult sendChecked(FrameType type, ByteBuffer data) {
        if (isLeaving()) {
            return SendResult.CLOSED;
        }
        if (!opened || restoration != null) {
            return SendResult.NOT_CONNECTED;
        }
        Send message = new Send(handle(), type, data);
        if (authenticated) {
            return loop.session().send(message);
        }
        // What the control socket does not carry may go when the proxy no longer looks for secrets in it.
        SendResult result = loop.session().sendPrivately(message);
        return result == SendResult.TOO_LARGE ? SendResult.BACKPRESSURE : result;
    }

    @Override
    public Set<String> subscribe(String channel, String... symbols) {
        return subscriptions.changeNow(true, channel, symbols);
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
        return subscriptions.changeNow(false, channel, symbols);
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
        return subscriptions.change(wanted, new SubscriptionRequest(channel, List.copyOf(symbols), request));
    }

    @Override
    public void close() {
        remote.leave();
    }

    @Override
    public String toString() {
        return "Connection[id=" + id + ", url=" + url + ", state=" + state + "]";
    }
}
