// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives what happens on one {@link UpstreamConnection}. The connector calls it from its own threads, one call at a
 * time; implemented by the broker. The connector must not hold a lock that a method of {@link UpstreamConnection} takes.
 */
@ConsumerType
public interface UpstreamListener {
    /** The WebSocket is open. Called once, before anything else, unless {@link #onFailed} is called instead. */
    void onOpen(UpstreamInfo info);

    /**
     * One complete message, whatever the number of its fragments.
     *
     * @param data the message from position to limit; valid only during the call
     */
    void onFrame(FrameType type, ByteBuffer data);

    /** A ping or pong arrived: the server is alive. */
    void onActivity();

    /**
     * The connection has ended. Called once, last.
     *
     * @param failure {@code CLOSED_BY_UPSTREAM} with the close code, {@code UPSTREAM_LOST} (also when the connector is
     *     stopped), {@code PROTOCOL_ERROR}, {@code CLOSED} when this side asked for it, or {@code INTERNAL} when this
     *     listener threw
     */
    void onClosed(Failure failure);

    /**
     * The connection could not be made. Called once, last.
     *
     * @param failure {@code UNREACHABLE}, {@code CONNECT_TIMEOUT}, {@code TLS_FAILED}, {@code UPGRADE_REJECTED} with the
     *     HTTP status, or {@code CLOSED} when this side gave it up
     */
    void onFailed(Failure failure);
}
