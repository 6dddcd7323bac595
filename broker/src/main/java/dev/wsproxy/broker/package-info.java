/**
 * The core of the proxy: it joins clients to shared upstream connections.
 *
 * <pre>
 *   Transport ─▶ HostedTransport ─▶ Client ─▶ ClientConnection ──greeted──▶ Connections
 *                                                   │ seated                     │ one per key
 *                                                   ▼                            ▼
 *   Outlet ◀── Lanes ◀── Audience ◀── ProtocolSession ◀── SharedConnection ◀── Upstream ◀── Attempt ◀── UpstreamConnector
 * </pre>
 *
 * <p>Transports, protocols and connectors are known only as services; {@link dev.wsproxy.broker.BrokerComponent} binds
 * them, everything else is plain Java.
 *
 * <p>Locks, in the order in which one thread may take them:
 *
 * <ol>
 *   <li>{@code ClientConnection}: its greeter
 *   <li>{@code SharedConnection}: the opening of its outlets
 *   <li>{@code SharedConnection}: its turns, that is everything else in it; of two with one key the older first
 *   <li>the leaves, under which nothing else is taken: the tables of clients, of connections and of closing sockets
 * </ol>
 *
 * Transports and connectors are called under the first three, never under a leaf.
 */
@NullMarked
package dev.wsproxy.broker;

import org.jspecify.annotations.NullMarked;
