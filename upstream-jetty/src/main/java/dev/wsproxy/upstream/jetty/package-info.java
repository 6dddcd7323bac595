/**
 * Opens WebSocket connections with Jetty's client.
 *
 * <p>Jetty's low-level API is used, because it alone hands text over as bytes. The way of a frame: {@link
 * dev.wsproxy.upstream.jetty.FrameReceiver} assembles and checks it on the thread that read it from the socket, {@link
 * dev.wsproxy.upstream.jetty.Events} calls the listener.
 */
@NullMarked
package dev.wsproxy.upstream.jetty;

import org.jspecify.annotations.NullMarked;
