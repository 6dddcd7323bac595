// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.client.Gap;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.wire.EventCodec;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's registration with one proxy process: ends with that process, or when the client leaves. */
final class ProxySession implements LinkHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProxySession.class);

    private final ClientLink link;
    private final ConnectionTable connections;
    private final ConnectionEvents events;
    private final GuardedListener listener;
    private final ControlReplies control;
    private final ReceivedMessage message = new ReceivedMessage();
    private final Deque<Integer> endedHandles = new ArrayDeque<>();
    private volatile @Nullable Failure loss;

    ProxySession(ClientLink link, ConnectionTable connections, ConnectionEvents events, GuardedListener listener) {
        this.link = link;
        this.connections = connections;
        this.listener = listener;
        this.events = events;
        this.control = new ControlReplies(link);
    }

    long proxyPid() {
        return link.welcome().proxyPid();
    }

    ControlReplies control() {
        return control;
    }

    /** Why the proxy is no longer there; empty while it is. */
    Optional<Failure> loss() {
        return Optional.ofNullable(loss);
    }

    /** Sends what may hold secrets. */
    SendResult sendPrivately(Request request) {
        return loss == null ? link.control(request.encode()) : SendResult.NOT_CONNECTED;
    }

    SendResult send(Request request) {
        return loss == null ? link.request(request.encode()) : SendResult.NOT_CONNECTED;
    }

    /** By the polling thread, as the next two. */
    int poll(int limit) {
        int handled = link.poll(this, limit);
        while (!endedHandles.isEmpty()) {
            link.release(endedHandles.remove());
        }
        return handled;
    }

    void idle(Duration longest) {
        link.idle(longest);
    }

    /** Leaves the proxy, unless it was left or lost before. */
    void close(Failure reason) {
        Failure first = loss == null ? reason : loss;
        loss = first;
        control.close(first);
        link.close();
    }

    /** By any thread. */
    void wake() {
        link.wake();
    }

    @Override
    public void onControl(ByteBuffer message) {
        control.received(message);
    }

    @Override
    public void onEvent(int handle, ByteBuffer encoded) {
        try {
            ClientEvent event = EventCodec.decode(encoded);
            LocalConnection connection = connections.find(handle);
            if (connection != null) {
                events.dispatch(connection, event);
            }
            if (event instanceof ClientEvent.Closed || event instanceof ClientEvent.OpenFailed) {
                endedHandles.add(handle);
            }
        } catch (WireException e) {
            LOG.error("Event ignored: handle={} {}", handle, e.getMessage());
        }
    }

    @Override
    public void onData(
            int handle,
            FrameType type,
            long sequence,
            long receivedNs,
            long receivedEpochNs,
            int remaining,
            ByteBuffer data) {
        LocalConnection connection = connections.find(handle);
        if (connection != null && !connection.isLeaving()) {
            connection.heard(receivedEpochNs);
            listener.onMessage(connection, message.set(type, sequence, receivedNs, receivedEpochNs, remaining, data));
        }
    }

    @Override
    public void onOvertaken(int handle, long missed, long firstSequence, long lastSequence) {
        LocalConnection connection = connections.find(handle);
        if (connection != null && !connection.isLeaving()) {
            Failure reason = Failure.of(
                    ErrorCode.SLOW_CLIENT,
                    "this client read too slowly and missed "
                            + (missed == Gap.UNKNOWN
                                    ? "what was deleted after its proxy had died, nobody knows how many messages"
                                    : missed + " messages")
                            + ": make its callbacks faster, or give the proxy more memory");
            listener.onGap(connection, new Gap(Gap.Cause.OVERTAKEN, missed, firstSequence, lastSequence, 0, 0, reason));
        }
    }

    /** Told even while the connection is being left: what was lost before would be kept silent otherwise. */
    @Override
    public void onMemoryFull(int handle, long missed, long firstSequence, long lastSequence) {
        LocalConnection connection = connections.find(handle);
        if (connection != null) {
            Failure reason = Failure.of(
                    ErrorCode.MEMORY_FULL,
                    "the proxy had no room for " + missed + " messages for this client: free some memory in its"
                            + " directory if that is full; if not, memory was not ready as fast as messages came");
            listener.onGap(
                    connection, new Gap(Gap.Cause.MEMORY_FULL, missed, firstSequence, lastSequence, 0, 0, reason));
        }
    }

    @Override
    public void onEventsLost(int handle, long count, ErrorCode why) {
        LocalConnection connection = connections.find(handle);
        if (connection != null && !connection.isLeaving()) {
            connection.remote().restate();
            String whose = why == ErrorCode.MEMORY_FULL
                    ? "the proxy had no room for "
                    : "this client read too slowly and missed ";
            Failure reason = Failure.of(
                    why,
                    whose + count + " events of the connection: answers to its subscriptions, or that its upstream was"
                            + " lost for a while, may be among them");
            listener.onError(connection, reason);
            Gap.Cause cause = why == ErrorCode.MEMORY_FULL ? Gap.Cause.MEMORY_FULL : Gap.Cause.OVERTAKEN;
            listener.onGap(connection, new Gap(cause, Gap.UNKNOWN, 0, 0, 0, 0, reason));
        }
    }

    @Override
    public void onLost(Failure reason) {
        loss = control.farewell().orElse(reason);
    }
}
