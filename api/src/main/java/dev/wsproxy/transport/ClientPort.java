// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The way down to one client, for what is not yet part of a shared connection: a connection that has not been attached
 * to an {@link Outlet}. Implemented by transports, called by the broker from any thread, one call at a time per handle.
 * No method waits for the client, and none throws when it has gone; one may wait for memory, as those of {@link Outlet}.
 */
@ConsumerType
public interface ClientPort {
    /** An event for the connection that the client opened under this handle. */
    void event(int handle, ClientEvent event);

    /**
     * A frame of a greeter, before the connection is attached.
     *
     * @param data from position to limit; copied before this returns
     */
    void frame(int handle, FrameType type, ByteBuffer data);

    /**
     * What the client is sent last, before a close of the transport's own, if it is ever cut off because it reads too
     * slowly; the words of its provider for that. Called under the lock of the shared connection, as the methods of
     * {@link Outlet} are, seldom more than once per handle; the last call counts. A transport that cuts nobody off for this,
     * or whose clients are told in another way, does nothing.
     *
     * @param data from position to limit; copied before this returns
     */
    default void slowClientNotice(int handle, FrameType type, ByteBuffer data) {}

    /**
     * The client presented a local token that is wrong; what it is told of that comes besides. For a transport that limits how often
     * that may happen; one whose clients could read the token anyway does nothing.
     *
     * @param failure {@code AUTHENTICATION_FAILED}, and why
     */
    default void authenticationFailed(int handle, Failure failure) {}

    /** Ends the client's session: it is told why and its link is cut. */
    void disconnect(Failure failure);

    /** About how many bytes for this client it has not read, over all its connections; 0 when it has read everything. */
    long lagBytes();

    /** How often it was overtaken because it read too slowly, as far as it has come, over all its connections. */
    default long gaps() {
        return 0;
    }

    /** How many of its messages it has not got because of that. */
    default long missed() {
        return 0;
    }
}
