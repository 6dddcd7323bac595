// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.client.Gap;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientEvent.Authenticated;
import dev.wsproxy.transport.ClientEvent.Closed;
import dev.wsproxy.transport.ClientEvent.ErrorReported;
import dev.wsproxy.transport.ClientEvent.OpenFailed;
import dev.wsproxy.transport.ClientEvent.Opened;
import dev.wsproxy.transport.ClientEvent.Reconnected;
import dev.wsproxy.transport.ClientEvent.Reconnecting;
import dev.wsproxy.transport.ClientEvent.SubscriptionChanged;
import dev.wsproxy.transport.ClientEvent.SubscriptionRefused;
import java.util.Set;

/** Turns what the proxy says about a connection into its new state, answers and callbacks. By the polling thread. */
final class ConnectionEvents {
    static final Failure LEFT = Failure.of(ErrorCode.CLOSED, "closed by its owner");
    /** What the link says in the place of a last word that was lost. */
    private static final Set<ErrorCode> UNREAD = Set.of(ErrorCode.SLOW_CLIENT, ErrorCode.MEMORY_FULL);

    private final ConnectionTable connections;
    private final GuardedListener listener;
    private final ConnectionRestorer restorer;

    ConnectionEvents(ConnectionTable connections, GuardedListener listener) {
        this.connections = connections;
        this.listener = listener;
        this.restorer = new ConnectionRestorer(listener);
    }

    ConnectionRestorer restorer() {
        return restorer;
    }

    void dispatch(LocalConnection connection, ClientEvent event) {
        if (event instanceof OpenFailed e) {
            openFailed(connection, e.failure());
        } else if (event instanceof Closed e) {
            closed(connection, e.failure());
        } else if (event instanceof SubscriptionChanged e) {
            connection.subscriptions().changed(e.correlationId(), e.existing());
        } else if (event instanceof SubscriptionRefused e) {
            connection.subscriptions().refused(e.correlationId(), e.failure());
        } else if (!connection.isLeaving()) {
            dispatchToOpen(connection, event);
        }
    }

    private void dispatchToOpen(LocalConnection connection, ClientEvent event) {
        if (event instanceof Opened e) {
            opened(connection, e);
        } else if (event instanceof Authenticated) {
            connection.authenticated();
        } else if (event instanceof ErrorReported e) {
            listener.onError(connection, e.failure());
        } else if (event instanceof Reconnecting e) {
            reconnecting(connection, e.failure());
        } else if (event instanceof Reconnected) {
            reconnected(connection);
        } else if (event instanceof ClientEvent.Gap e) {
            listener.onGap(
                    connection,
                    new Gap(
                            Gap.Cause.UPSTREAM_LOST,
                            Gap.UNKNOWN,
                            0,
                            0,
                            e.beganEpochNs(),
                            e.endedEpochNs(),
                            e.failure()));
        }
    }

    /** Nothing new, when the proxy repeats itself because events were lost. */
    private void reconnecting(LocalConnection connection, Failure reason) {
        boolean known = connection.state() == ConnectionState.RECONNECTING;
        connection.upstreamAway(true);
        if (!known) {
            listener.onReconnecting(connection, reason);
        }
    }

    private void reconnected(LocalConnection connection) {
        boolean known = connection.state() != ConnectionState.RECONNECTING;
        connection.upstreamAway(false);
        if (!known && connection.state() == ConnectionState.OPEN) {
            listener.onReconnected(connection);
        }
    }

    private void openFailed(LocalConnection connection, Failure failure) {
        Restoration restoration = connection.restoration();
        connection.remote().forgotten();
        if (restoration == null || connection.isLeaving() || !restorer.retries(restoration, failure)) {
            ended(connection, failure);
        }
    }

    private void opened(LocalConnection connection, Opened event) {
        Restoration restoration = connection.restoration();
        if (restoration != null) {
            restorer.reopened(connection, restoration, event);
            return;
        }
        boolean first = connection.settle();
        if (first || connection.isOpened()) {
            connection.opened(event);
        }
        if (first) {
            connection.heard(ConnectionRestorer.epochNs());
            listener.onOpened(connection);
            connection.opening().complete(connection);
        }
    }

    /**
     * The proxy has ended it, or the client's end of the link has, which cannot read it: the proxy would go on with it, so it
     * is told in any case. Whoever left it himself is told just that, even if he read too slowly to hear the proxy say so.
     */
    private void closed(LocalConnection connection, Failure reason) {
        boolean asked = connection.isLeaving() && UNREAD.contains(reason.code());
        connection.remote().leave();
        end(connection, asked ? LEFT : reason);
        forgetIfTold(connection);
    }

    /** Time has passed. */
    void check(LocalConnection connection) {
        if (connection.state() == ConnectionState.CLOSED) {
            forgetIfTold(connection);
        }
    }

    private void forgetIfTold(LocalConnection connection) {
        if (!connection.remote().isCloseUnsent()) {
            connections.remove(connection);
        }
    }

    /** Nothing more comes for a connection, for whatever reason, and no proxy is to hear of it. */
    void ended(LocalConnection connection, Failure reason) {
        connections.remove(connection);
        end(connection, reason);
    }

    private void end(LocalConnection connection, Failure reason) {
        boolean wasOpen = connection.isOpened() && connection.state() != ConnectionState.CLOSED;
        connection.ended(reason);
        if (wasOpen) {
            listener.onClosed(connection, reason);
        }
    }
}
