// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a {@link ProtocolSession} may do. Implemented by the broker; called only from inside a call to the session.
 * Buffers are read from position to limit, positions stay unchanged, and nothing of them is kept.
 */
@ProviderType
public interface SessionPort extends CredentialResolver {
    /** Sends a message upstream. */
    SendResult send(FrameType type, ByteBuffer frame);

    /** Delivers a message to several clients; stamped with the time at which the broker's current call began. */
    void deliver(FrameType type, ByteBuffer frame, Recipients to);

    /** Delivers a message to one client. */
    void deliver(FrameType type, ByteBuffer frame, int slot);

    /** Delivers an event to one client, in order with its messages. */
    void event(ClientEvent event, int slot);

    /**
     * What the provider would send to a client last, before it cut it off for reading too slowly. It is sent, in the place
     * of all that waits, if the client's transport ever cuts it off for that; most never do. Said once per client, while it
     * has its slot; said again, it replaces the former.
     *
     * @param frame copied before this returns
     */
    void slowClientNotice(int slot, FrameType type, ByteBuffer frame);

    /**
     * The upstream's message that is being handled makes no sense, in part or as a whole. The broker counts it, once per
     * message; whom it concerns is told with {@link #event}, which is the session's to do and to bound.
     */
    void malformed();

    /** The client's {@code open} succeeds. Ignored when it has been told before. */
    void opened(int slot);

    /**
     * The client's {@code open} fails or, when it had succeeded, its connection is closed. Nothing reaches it from now
     * on; {@code left} follows when the current call has returned.
     */
    void refuse(int slot, Failure failure);

    /**
     * The upstream is authenticated and subscribed. After a loss the broker now tells every client about the gap, so
     * this must be called before data of the new connection is delivered.
     */
    void ready();

    /**
     * The upstream refused the session. The broker closes the socket; the {@code open} of clients that still wait for
     * it fails; {@code retry} says what becomes of the others. When the current call has returned, {@code left} follows
     * for each client that was closed, then {@link ProtocolSession#upstreamLost} unless nobody is left.
     */
    void failed(Failure failure, Retry retry);
}
