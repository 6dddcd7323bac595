// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.io.IOException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** Listens on one port for HTTP and for WebSocket. */
final class WebServer implements AutoCloseable {
    private static final int MAX_THREADS = 64;

    private final Server server;
    private final ServerConnector connector;

    WebServer(SimulatorOptions options, UpgradeGate gate, ControlHandler control) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("simulator-http");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = connector(server, options.tls());
        connector.setHost(options.host());
        connector.setPort(options.port());
        server.addConnector(connector);
        WebSocketUpgradeHandler upgrades = new WebSocketUpgradeHandler();
        for (Feed feed : Feed.values()) {
            upgrades.addMapping(feed.path(), gate);
            upgrades.addMapping(feed.path() + "/", gate);
        }
        upgrades.setHandler(control);
        server.setHandler(upgrades);
    }

    private static ServerConnector connector(Server server, @Nullable TlsKeyStore keyStore) {
        HttpConfiguration http = new HttpConfiguration();
        if (keyStore == null) {
            return new ServerConnector(server, new HttpConnectionFactory(http));
        }
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        // Whether the certificate is of the host that was asked for, is for the client to judge.
        secure.setSniHostCheck(false);
        http.addCustomizer(secure);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keyStore.path().toString());
        tls.setKeyStorePassword(new String(keyStore.password()));
        return new ServerConnector(server, tls, new HttpConnectionFactory(http));
    }

    void start() throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new IOException(
                    "cannot listen: host=" + connector.getHost() + ", port=" + connector.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    /** Ends what is in progress. Takes no longer than a few seconds. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop", e);
        }
    }
}
