// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Sends back each message; one that begins with {@code fragment:} in fragments of one byte. */
public final class EchoServer implements AutoCloseable {
    private static final String FRAGMENT = "fragment:";
    private static final long LARGEST_MESSAGE = 32L * 1024 * 1024;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Map<String, String> headers = Map.of();
    private volatile String subprotocol = "";

    static EchoServer start() throws Exception {
        EchoServer echo = new EchoServer();
        echo.connector.setHost("127.0.0.1");
        echo.server.addConnector(echo.connector);
        echo.server.setHandler(WebSocketUpgradeHandler.from(echo.server, container -> {
            container.setMaxTextMessageSize(LARGEST_MESSAGE);
            container.setMaxBinaryMessageSize(LARGEST_MESSAGE);
            container.addMapping("/*", (request, response, callback) -> {
                Map<String, String> received = new ConcurrentHashMap<>();
                request.getHeaders().forEach(field -> received.put(field.getName(), field.getValue()));
                echo.headers = received;
                request.getSubProtocols().stream().findFirst().ifPresent(name -> {
                    response.setAcceptedSubProtocol(name);
                    echo.subprotocol = name;
                });
                return echo.new Endpoint();
            });
        }));
        echo.server.start();
        return echo;
    }

    String url() {
        return "ws://127.0.0.1:" + connector.getLocalPort() + "/echo";
    }

    /** How many connections there have been. */
    int connections() {
        return connections.get();
    }

    String lastHeader(String name) {
        return headers.getOrDefault(name, "");
    }

    String lastSubprotocol() {
        return subprotocol;
    }

    void dropConnections() {
        sessions.forEach(Session::disconnect);
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    /** One connection; public because Jetty looks its methods up. */
    public final class Endpoint implements Session.Listener.AutoDemanding {
        private Session session;

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            sessions.add(opened);
            connections.incrementAndGet();
        }

        @Override
        public void onWebSocketText(String text) {
            if (text.startsWith(FRAGMENT)) {
                fragments(text.substring(FRAGMENT.length()));
            } else {
                session.sendText(text, Callback.NOOP);
            }
        }

        private void fragments(String text) {
            for (int i = 0; i < text.length(); i++) {
                session.sendPartialText(text.substring(i, i + 1), i == text.length() - 1, Callback.NOOP);
            }
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            session.sendBinary(payload, callback);
        }

        @Override
        public void onWebSocketClose(int statusCode, String reason, Callback callback) {
            sessions.remove(session);
            callback.succeed();
        }
    }
}
