/**
 * Any WebSocket API, untouched: what the upstream sends goes to every client, what a client sends goes upstream.
 *
 * <p>This is also the smallest example of a protocol plugin; read it in this order:
 *
 * <ol>
 *   <li>{@link dev.wsproxy.protocol.passthrough.PassthroughProtocol}, the service: which URLs, and which clients share
 *   <li>{@link dev.wsproxy.protocol.passthrough.PassthroughSession}, one shared connection: who gets what
 *   <li>{@link dev.wsproxy.protocol.passthrough.Subscriptions}, what a protocol may keep: counts of who wants what
 * </ol>
 *
 * There are no threads, no sockets, no clocks and no locks in it: the broker has those, and calls the session one call at
 * a time.
 */
@NullMarked
package dev.wsproxy.protocol.passthrough;

import org.jspecify.annotations.NullMarked;
