// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.Failure;
import java.util.Set;

/**
 * What the broker tells one client about one of its connections, in order with that connection's data.
 *
 * <p>A connection's life as its client sees it: {@link Opened} or {@link OpenFailed}; then any of the others; last
 * {@link Closed}.
 */
public sealed interface ClientEvent {
    /**
     * The client has joined. A client that authenticates by message is told twice: first with id 0, so that its
     * {@code open} returns and it can send that message, and again with the id when it is admitted to a shared
     * connection.
     *
     * @param connectionId names the shared connection, for as long as this proxy runs; positive, or 0 when it is not
     *     known yet
     * @param created whether this client's request made the upstream connection
     * @param protocol the name of the protocol plugin
     */
    record Opened(long connectionId, boolean created, String protocol) implements ClientEvent {}

    /** The request to open failed; nothing more comes. */
    record OpenFailed(Failure failure) implements ClientEvent {}

    /** From now on what the client sends holds no credentials of the protocol. */
    record Authenticated() implements ClientEvent {}

    /** The connection has ended for this client; nothing more comes. */
    record Closed(Failure failure) implements ClientEvent {}

    /** Something went wrong that leaves the connection open. */
    record ErrorReported(Failure failure) implements ClientEvent {}

    /** The upstream was lost and is being connected again. */
    record Reconnecting(Failure failure) implements ClientEvent {}

    /**
     * The upstream is back and subscribed as before; a {@link Gap} came just before. Or it is there for the first time,
     * after attempts that failed, and there is no gap.
     */
    record Reconnected() implements ClientEvent {}

    /**
     * Upstream messages may be missing between the data before this event and the data after it.
     *
     * @param beganEpochNs when the last upstream frame before the loss arrived
     * @param endedEpochNs when the upstream was ready again
     * @param failure why
     */
    record Gap(long beganEpochNs, long endedEpochNs, Failure failure) implements ClientEvent {}

    /**
     * A subscribe or unsubscribe request was carried out.
     *
     * @param correlationId of the request
     * @param existing those of its symbols that are wanted by somebody else too, so that nothing had to be asked of the
     *     upstream
     */
    record SubscriptionChanged(long correlationId, Set<String> existing) implements ClientEvent {
        public SubscriptionChanged {
            existing = Set.copyOf(existing);
        }
    }

    /** A subscribe or unsubscribe request was refused; nothing has changed. */
    record SubscriptionRefused(long correlationId, Failure failure) implements ClientEvent {}
}
