// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamRequest;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One shared connection as its protocol sees it: many virtual sessions below, one upstream above. It alone owns the
 * subscription counts.
 *
 * <p>The broker calls it under the connection's lock, one call at a time, from changing threads. It answers through its
 * {@link SessionPort}, only from inside a call. It must not block, read a clock, start threads or keep a buffer. {@code
 * nowNs} is monotonic time ({@link System#nanoTime()}); between the calls that carry it, the last value is good enough.
 */
@ConsumerType
public interface ProtocolSession {
    /**
     * Whether a client that joins when all others have left finds everything as if it were alone on a new connection. Then
     * the broker keeps an upstream that is being connected for the first time, or has just come back, for some seconds for
     * clients that come back themselves; else it ends with the last client.
     */
    default boolean outlivesClients() {
        return false;
    }

    /** What to connect to, asked before every attempt. */
    UpstreamRequest upstreamRequest();

    /**
     * A client has joined. Its {@code open} succeeds with {@link SessionPort#opened} and fails with
     * {@link SessionPort#refuse}; one of the two must follow, now or in a later call.
     *
     * @param slot names the client until {@link #left}; 0 or greater, small, reused
     */
    void joined(int slot, Admission admission, long nowNs);

    /** A client has left; its subscriptions are released. */
    void left(int slot);

    /**
     * A message from a client.
     *
     * @param frame from position to limit; valid only during the call
     */
    SendResult clientFrame(int slot, FrameType type, ByteBuffer frame);

    /**
     * A client subscribes through the client library. Answered by an event with the same correlation id, now or in a
     * later call.
     */
    void subscribe(int slot, long correlationId, SubscriptionRequest request);

    /** The opposite of {@link #subscribe}. */
    void unsubscribe(int slot, long correlationId, SubscriptionRequest request);

    /** The upstream WebSocket is open, for the first time or again; nothing has been received on it yet. */
    void upstreamOpened(UpstreamInfo info, long nowNs);

    /**
     * A message from the upstream: the hot path.
     *
     * @param frame from position to limit; valid only during the call
     */
    void upstreamFrame(FrameType type, ByteBuffer frame);

    /** The upstream was lost, or an attempt to reach it failed; the broker tries again. */
    void upstreamLost(Failure failure);

    /** Time has passed; called a few times a second. */
    void tick(long nowNs);
}
