// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

import dev.wsproxy.Failure;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Receives what happens to a client and its connections. Called by one thread at a time: the client's own, or the
 * one that calls {@link ProxyClient#poll(int)}. A callback may block, at the price of this client's own lag; blocking
 * methods of the client itself fail inside it. What a callback throws, errors too, is logged and the client goes on.
 */
@ConsumerType
public interface ClientListener {
    /** A message, or a piece of a long one. */
    default void onMessage(Connection connection, Message message) {}

    /** The connection is open. */
    default void onOpened(Connection connection) {}

    /** The connection has ended for good; nothing more comes. */
    default void onClosed(Connection connection, Failure reason) {}

    /** Something went wrong that leaves the connection open. */
    default void onError(Connection connection, Failure failure) {}

    /** Messages are missing at this point. */
    default void onGap(Connection connection, Gap gap) {}

    /** The upstream was lost and the proxy is connecting again; nothing has to be done. */
    default void onReconnecting(Connection connection, Failure reason) {}

    /** The upstream is back, subscribed as before. */
    default void onReconnected(Connection connection) {}

    /** The proxy has gone, or stopped answering. What it had written was delivered before. */
    default void onProxyDisconnected(Failure reason) {}
}
