// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.jspecify.annotations.Nullable;

/** Decides which requests become WebSockets, and says to the others why they do not. Called on Jetty's threads. */
final class UpgradeGate extends WebSocketNegotiator.AbstractNegotiator {
    private static final int OUTPUT_BUFFER_BYTES = 32 * 1024;

    private final EndpointContext context;
    private volatile boolean shut;

    UpgradeGate(EndpointContext context) {
        this.context = context;
        setIdleTimeout(Duration.ZERO);
        setMaxFrameSize(context.options().limits().maxMessageBytes());
        setOutputBufferSize(OUTPUT_BUFFER_BYTES);
    }

    /** Lets nobody in any more. */
    void shut() {
        shut = true;
    }

    @Override
    public @Nullable FrameHandler negotiate(
            ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        SocketAddress local = request.getConnectionMetaData().getLocalSocketAddress();
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        List<String> origins = request.getHeaders().getFields(HttpHeader.ORIGIN).stream()
                .map(field -> String.valueOf(field.getValue()))
                .toList();
        if (!context.options().origins().allow(origins, local)) {
            return refuse(
                    response,
                    callback,
                    HttpStatus.FORBIDDEN_403,
                    "Web pages may not connect to this endpoint. To"
                            + " let one in, name its origin in dev.wsproxy.transport.websocket.cfg (origins).");
        }
        boolean network = context.options().isOpenToNetwork();
        if (network && !request.isSecure()) {
            return refuse(
                    response,
                    callback,
                    HttpStatus.FORBIDDEN_403,
                    "The network reaches this endpoint: connect with wss://. If keys were sent, others may have read them.");
        }
        Visitor visitor = network ? Visitor.from(peer) : Visitor.of(peer, local);
        if (!network && !visitor.isOwn() && !context.options().otherUsers()) {
            return refuse(response, callback, HttpStatus.FORBIDDEN_403, otherUser(visitor));
        }
        Optional<String> stranger = context.options().origins().page(origins).or(() -> visitor.stranger());
        Duration wait = stranger.map(context.failedLogins()::wait).orElse(Duration.ZERO);
        if (!wait.isZero()) {
            long seconds = wait.toSeconds() + 1;
            response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
            return refuse(
                    response,
                    callback,
                    HttpStatus.TOO_MANY_REQUESTS_429,
                    "Too many failed authentications; the next is possible in " + seconds + " s.");
        }
        Optional<String> url = context.options().routes().find(Request.getPathInContext(request));
        if (url.isEmpty()) {
            return refuse(response, callback, HttpStatus.NOT_FOUND_404, unknownPath());
        }
        if (shut || context.clients().isFull()) {
            String why = shut
                    ? "The proxy is ending; connect again."
                    : context.options().limits().tooMany().reason();
            return refuse(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, why);
        }
        List<String> subprotocols = request.getSubProtocols().stream().limit(1).toList();
        subprotocols.forEach(response::setAcceptedSubProtocol);
        Handshake handshake = Handshake.of(
                withQuery(url.get(), request.getHttpURI().getQuery()),
                request.getHeaders(),
                subprotocols,
                peer,
                local,
                network);
        return new ClientSocket(handshake, stranger, context);
    }

    private static String otherUser(Visitor visitor) {
        return "This proxy is another user's: you are " + visitor
                + ". Start one of your own, on a port of your own. To let"
                + " other users in, its owner can set otherUsers in dev.wsproxy.transport.websocket.cfg.";
    }

    private static String withQuery(String url, @Nullable String query) {
        return query == null ? url : url + (url.indexOf('?') < 0 ? "?" : "&") + query;
    }

    private String unknownPath() {
        return "There is nothing at this path. Known are " + context.options().routes()
                + "; more can be set in dev.wsproxy.transport.websocket.cfg (routes).";
    }

    private static @Nullable FrameHandler refuse(Response response, Callback callback, int status, String why) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        Content.Sink.write(response, true, why + "\n", callback);
        return null;
    }

    private static String scheme(Request request) {
        return request.getConnectionMetaData().isSecure() ? "wss://" : "ws://";
    }

    /** Answers what is no request for a WebSocket. */
    Handler others() {
        return new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                boolean known = context.options()
                        .routes()
                        .find(Request.getPathInContext(request))
                        .isPresent();
                refuse(
                        response,
                        callback,
                        known ? HttpStatus.UPGRADE_REQUIRED_426 : HttpStatus.NOT_FOUND_404,
                        known
                                ? "This is the WebSocket endpoint of wsproxy: connect with " + scheme(request) + "."
                                : unknownPath());
                return true;
            }
        };
    }
}
