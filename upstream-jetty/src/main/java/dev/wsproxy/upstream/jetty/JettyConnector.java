// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamConnector;
import dev.wsproxy.upstream.UpstreamListener;
import dev.wsproxy.upstream.UpstreamRequest;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens ws and wss connections with Jetty's client; all share its few daemon threads. Safe to call from any thread.
 *
 * <p>Proxy settings of the environment are not used, redirects not followed, cookies not kept.
 */
public final class JettyConnector implements UpstreamConnector, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JettyConnector.class);
    private static final long LEAVE_MS = 1_000;

    private final Settings settings;
    private final SslContextFactory.Client tls = JettyClient.tls();
    private final TrustedAuthorities authorities;
    private final AssemblyMemory memory = AssemblyMemory.ofHeap();
    private final Handshakes handshakes = new Handshakes();
    private final WebSocketCoreClient client;
    private final HttpClient http;
    private final Set<JettyConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Starts the threads; they end with {@link #close()}. */
    public JettyConnector(Settings settings) {
        this.settings = settings;
        this.authorities = new TrustedAuthorities(settings.trustedCertificates());
        this.client = JettyClient.create(settings, tls);
        this.http = client.getHttpClient();
        http.addBean(handshakes);
        LifeCycle.start(client);
        JettyClient.removeBrowserHabits(http.getProtocolHandlers());
    }

    @Override
    public String name() {
        return "jetty";
    }

    @Override
    public boolean supports(String scheme) {
        return scheme.equals("ws") || scheme.equals("wss");
    }

    /**
     * {@inheritDoc}
     *
     * @throws FailureException {@code BAD_URL} or {@code INVALID_REQUEST} for what no server could be asked
     */
    @Override
    public UpstreamConnection connect(UpstreamRequest request, UpstreamListener listener) {
        if (closed) {
            throw new IllegalStateException("The connector has been closed");
        }
        RequestCheck.check(request);
        String server = request.uri().getRawAuthority();
        JettyConnection connection =
                new JettyConnection(server, settings, listener, http.getExecutor(), http.getScheduler(), memory);
        connections.add(connection);
        connection.told().thenRun(() -> connections.remove(connection));
        start(connection, request);
        if (closed) {
            connection.leave();
        }
        return connection;
    }

    private void start(JettyConnection connection, UpstreamRequest request) {
        ConnectFailures failures = new ConnectFailures(request.uri(), settings.connectTimeout(), authorities::advice);
        if (request.uri().getScheme().equalsIgnoreCase("wss") && !refreshAuthorities(connection)) {
            return;
        }
        try {
            Upgrade upgrade = new Upgrade(client, request, settings.connectTimeout(), connection.receiver());
            upgrade.listener(new Request.Listener() {
                @Override
                public void onBegin(Request request) {
                    handshakes.began(upgrade, request);
                }
            });
            CompletableFuture<CoreSession> attempt = client.connect(upgrade);
            connection.connecting(attempt);
            attempt.whenComplete((session, thrown) -> {
                Throwable handshakeFailure = handshakes.ended(upgrade);
                if (thrown != null) {
                    connection.failed(failures.of(thrown, handshakeFailure));
                }
            });
        } catch (IOException | RuntimeException e) {
            connection.failed(failures.of(e));
        }
    }

    private boolean refreshAuthorities(JettyConnection connection) {
        try {
            authorities.refresh(tls);
            return true;
        } catch (Exception e) {
            connection.failed(Failure.of(
                    ErrorCode.TLS_FAILED,
                    "The trusted certificates of " + settings.trustedCertificates() + " cannot be used ("
                            + Text.printable(String.valueOf(e.getMessage())) + "); correct or remove the file"));
            return false;
        }
    }

    /**
     * Closes every connection with code 1001 ({@code UPSTREAM_LOST} for its listener), waits up to a second for the
     * servers' answers, and ends the threads.
     */
    @Override
    public void close() {
        closed = true;
        connections.forEach(JettyConnection::leave);
        try {
            CompletableFuture.allOf(
                            connections.stream().map(JettyConnection::told).toArray(CompletableFuture[]::new))
                    .get(LEAVE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.debug("Not every server answered the close frame: {}", e.toString());
        }
        connections.forEach(JettyConnection::abort);
        LifeCycle.stop(client);
    }
}
