/**
 * The local WebSocket endpoint: SDKs that know nothing of the proxy connect to it as if it were their provider.
 *
 * <pre>
 *   socket ─▶ ClientSocket ─▶ EndpointClient ─▶ broker        on Jetty's threads
 *   broker ─▶ WebSocketOutlet ─▶ Outbox ─▶ Writer ─▶ socket   delivered on the upstream's thread, written on the writer's
 * </pre>
 *
 * <p>A message is copied once, whatever the number of its recipients; each of them has a queue of references with a bound
 * of its own. The thread that delivers puts the reference into the queues, wakes the writer and is done; a lock is held
 * for the time of that, and belongs to one client. The {@link dev.wsproxy.transport.websocket.Writer} gives each socket as
 * much as it can take and goes on to the next, so a client that does not read keeps nobody waiting. Jetty makes some
 * small objects for every frame of every client; that happens on the writer's thread.
 *
 * <p>A connection that begins with TLS is recognized by its first bytes, and passes through Jetty's TLS from then on; what
 * TLS needs is made ready by the first of them ({@link dev.wsproxy.transport.websocket.TlsOnDemand}).
 *
 * <p>The broker is called on Jetty's threads only, one call at a time per client, and never by a thread that delivers.
 */
@NullMarked
package dev.wsproxy.transport.websocket;

import org.jspecify.annotations.NullMarked;
