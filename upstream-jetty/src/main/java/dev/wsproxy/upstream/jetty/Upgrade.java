// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamRequest;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.ExtensionConfig;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.eclipse.jetty.websocket.core.client.UpgradeListener;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.jspecify.annotations.Nullable;

/** The HTTP request that becomes a WebSocket, and what its answer settled. */
final class Upgrade extends CoreClientUpgradeRequest implements UpgradeListener {
    /** Read and inflated at once: a message that fits is passed on without being copied. */
    private static final int READ_BYTES = 64 * 1024;

    private final FrameReceiver receiver;
    private volatile @Nullable SocketAddress local;
    private volatile @Nullable Throwable handshakeFailure;
    private volatile boolean over;

    Upgrade(WebSocketCoreClient client, UpstreamRequest request, Duration timeout, FrameReceiver receiver) {
        super(client, request.uri());
        this.receiver = receiver;
        timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        headers(headers -> request.headers().forEach(headers::put));
        setSubProtocols(request.subprotocols());
        addExtensions(new ExtensionConfig(
                "permessage-deflate", Map.of("@inflate_buffer_size", Integer.toString(READ_BYTES))));
        setConfiguration(configuration());
        addListener(this);
    }

    /** On Jetty's thread, before anything is sent. */
    void connected(SocketAddress address) {
        local = address;
    }

    /** This machine's address of the connection; null before there is one. */
    @Nullable
    SocketAddress local() {
        return local;
    }

    /** The attempt is over. */
    void over() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    void handshakeFailed(Throwable failure) {
        handshakeFailure = failure;
    }

    /** Why the TLS handshake failed; null when it did not. */
    @Nullable
    Throwable handshakeFailure() {
        return handshakeFailure;
    }

    private static Configuration.ConfigurationCustomizer configuration() {
        Configuration.ConfigurationCustomizer configuration = new Configuration.ConfigurationCustomizer();
        configuration.setInputBufferSize(READ_BYTES);
        // Frames are handed over in parts as they arrive and sent in one piece; the receiver bounds the message.
        configuration.setAutoFragment(true);
        configuration.setMaxFrameSize(0);
        configuration.setMaxTextMessageSize(0);
        configuration.setMaxBinaryMessageSize(0);
        configuration.setIdleTimeout(Duration.ZERO);
        return configuration;
    }

    @Override
    public FrameHandler getFrameHandler() {
        return receiver;
    }

    @Override
    public void onHandshakeResponse(Request request, Response response) {
        String subprotocol = response.getHeaders().get(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL);
        String extensions = String.join(", ", response.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_EXTENSIONS));
        receiver.negotiated(new UpstreamInfo(subprotocol == null ? "" : subprotocol, extensions));
    }
}
