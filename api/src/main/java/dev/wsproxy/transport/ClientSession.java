// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The way up for one client: what it asks of the broker. Implemented by the broker; called by the client's transport,
 * one call at a time per client, in the client's order. No method waits for the upstream or a client; one may wait for
 * its turn while the connection delivers, and {@link #open} for the connection's {@link Outlet} to be made. A handle is a
 * number that the client side chooses for each connection it opens and never uses twice; calls for a handle that is not
 * open are ignored, because the connection may just have ended.
 *
 * <p>A caller must not hold a lock that its {@link ClientPort} or {@link Outlet} takes, and must not call from inside
 * one of their methods.
 */
@ProviderType
public interface ClientSession {
    /** Opens or joins; the answer is {@link ClientEvent.Opened} or {@link ClientEvent.OpenFailed}. */
    void open(int handle, OpenRequest request);

    /**
     * A message for the upstream.
     *
     * @param data from position to limit; copied or sent when this returns
     */
    SendResult send(int handle, FrameType type, ByteBuffer data);

    /** Answered by {@link ClientEvent.SubscriptionChanged} or {@link ClientEvent.SubscriptionRefused}. */
    void subscribe(int handle, long correlationId, SubscriptionRequest request);

    /** Answered by {@link ClientEvent.SubscriptionChanged} or {@link ClientEvent.SubscriptionRefused}. */
    void unsubscribe(int handle, long correlationId, SubscriptionRequest request);

    /**
     * The client has missed events of an open connection: it is told again how that stands, by
     * {@link ClientEvent.Opened}, {@link ClientEvent.Authenticated} if that was said before, and
     * {@link ClientEvent.Reconnecting} or {@link ClientEvent.Reconnected}.
     */
    void restate(int handle);

    /** Leaves one connection; answered by {@link ClientEvent.Closed}. */
    void close(int handle);

    /** The client has left or died: everything it held is released. Nothing is called afterwards. */
    void left(Failure reason);
}
