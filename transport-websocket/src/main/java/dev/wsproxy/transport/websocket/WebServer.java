// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.io.IOException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/** Jetty's server: few threads, one port. It works, though not for clients, while the port cannot be had. */
final class WebServer implements AutoCloseable {
    private static final int MAX_THREADS = 32;
    private static final int MIN_THREADS = 4;

    /** Beyond the WebSockets: those that are being let in, or told why not. */
    private static final int HANDSHAKES = 32;

    private final EndpointOptions options;
    private final QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    private final Scheduler scheduler = new ScheduledExecutorScheduler("wsproxy-websocket-timer", true);
    private final Server server;
    private final ServerConnector connector;

    WebServer(EndpointOptions options) {
        this.options = options;
        threads.setName("wsproxy-websocket");
        threads.setDaemon(true);
        server = new Server(threads, scheduler, null);
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(options.limits().maxHandshakeBytes());
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, 1, 1, protocols(new HttpConnectionFactory(http)));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(options.timing().handshakeTimeout().toMillis());
        connector.addBean(new NetworkConnectionLimit(options.limits().maxConnections() + HANDSHAKES, connector));
    }

    /** Of the same port: what a client begins with decides, once. */
    private ConnectionFactory[] protocols(ConnectionFactory http) {
        return options.tls()
                .map(keys -> new ConnectionFactory[] {
                    new DetectorConnectionFactory(new TlsOnDemand(
                            keys,
                            options.timing().retryInterval(),
                            options.timing().handshakeTimeout())),
                    http
                })
                .orElseGet(() -> new ConnectionFactory[] {http});
    }

    Executor executor() {
        return threads;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Starts the threads. */
    void start(UpgradeGate gate) {
        WebSocketUpgradeHandler upgrades = new WebSocketUpgradeHandler();
        upgrades.addMapping("/*", gate);
        Handler others = gate.others();
        upgrades.setHandler(others);
        server.setHandler(upgrades);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not start", e);
        }
    }

    /**
     * Begins to listen.
     *
     * @return the port
     * @throws IOException when the port cannot be had; it can be tried again
     */
    int listen() throws IOException {
        connector.open();
        try {
            server.addConnector(connector);
            connector.start();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not listen on " + options.url(options.port()), e);
        }
        return connector.getLocalPort();
    }

    /** Lets the port go; those who are connected stay. */
    void quiesce() {
        connector.close();
    }

    @Override
    public void close() {
        try {
            connector.stop();
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not stop", e);
        }
    }
}
