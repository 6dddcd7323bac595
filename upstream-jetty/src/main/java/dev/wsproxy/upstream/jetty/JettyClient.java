// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.util.Arrays;
import java.util.Collection;
import java.util.Properties;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.DuplexConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProtocolHandlers;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;

/** Sets Jetty's client up: one selector, few threads, and nothing of a browser (cookies, redirects, log-ins, pooling). */
final class JettyClient {
    private static final int MAX_THREADS = 32;
    private static final int MAX_CONNECTING_PER_SERVER = 1024;

    private JettyClient() {}

    static SslContextFactory.Client tls() {
        SslContextFactory.Client tls = new SslContextFactory.Client() {
            @Override
            protected TrustManager[] getTrustManagers(KeyStore trusted, Collection<? extends CRL> revoked)
                    throws Exception {
                return Arrays.stream(super.getTrustManagers(trusted, revoked))
                        .map(ServerCheck::of)
                        .toArray(TrustManager[]::new);
            }
        };
        tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        return tls;
    }

    static WebSocketCoreClient create(Settings settings, SslContextFactory.Client tls) {
        HttpClient http = new HttpClient(transport(settings, tls));
        http.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "wsproxy/" + version()));
        http.setHttpCookieStore(new HttpCookieStore.Empty());
        http.setFollowRedirects(false);
        http.setAddressResolutionTimeout(settings.connectTimeout().toMillis());
        http.setMaxConnectionsPerDestination(MAX_CONNECTING_PER_SERVER);
        WebSocketComponents components =
                new WebSocketComponents(null, null, http.getByteBufferPool(), null, null, http.getExecutor());
        WebSocketCoreClient client = new WebSocketCoreClient(http, components);
        client.setClassLoader(JettyClient.class.getClassLoader());
        return client;
    }

    /** To be called when the client has been started, which is when Jetty installs them. */
    static void removeBrowserHabits(ProtocolHandlers handlers) {
        handlers.remove(RedirectProtocolHandler.NAME);
        handlers.remove(WWWAuthenticationProtocolHandler.NAME);
    }

    private static HttpClientTransportOverHTTP transport(Settings settings, SslContextFactory.Client tls) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
        threads.setName("wsproxy-upstream");
        threads.setDaemon(true);
        ClientConnector connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setExecutor(threads);
        connector.setScheduler(new ScheduledExecutorScheduler("wsproxy-upstream-timer", true));
        connector.setSslContextFactory(tls);
        connector.setTCPNoDelay(true);
        connector.setConnectTimeout(settings.connectTimeout());
        // Only for what never became a WebSocket: an open one has no idle time-out.
        connector.setIdleTimeout(settings.connectTimeout());
        HttpClientTransportOverHTTP transport = new HttpClientTransportOverHTTP(connector);
        transport.setConnectionPoolFactory(JettyClient::pool);
        return transport;
    }

    /** A connection on which an upgrade was refused is not used again: the server may be about to close it. */
    private static DuplexConnectionPool pool(Destination destination) {
        DuplexConnectionPool pool = new DuplexConnectionPool(destination, MAX_CONNECTING_PER_SERVER);
        pool.setMaxUsage(1);
        return pool;
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = JettyClient.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties of the connector cannot be read", e);
        }
        return properties.getProperty("version", "unknown");
    }
}
