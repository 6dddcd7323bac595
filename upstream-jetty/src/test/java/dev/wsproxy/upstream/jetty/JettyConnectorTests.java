// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.testkit.RecordingUpstreamListener;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.ServerConnection;
import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What the tests of the connector share: connectors with settings of their own, closed in the end. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class JettyConnectorTests {
    final RecordingUpstreamListener listener = new RecordingUpstreamListener();
    private final List<AutoCloseable> opened = new ArrayList<>();

    <T extends AutoCloseable> T closing(T resource) {
        opened.add(resource);
        return resource;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
        assertThat(listener.breaches()).isEmpty();
    }

    RawServer server() throws Exception {
        return closing(RawServer.start());
    }

    JettyConnector connector(Settings settings) {
        return closing(new JettyConnector(settings));
    }

    UpstreamConnection connect(Settings settings, URI uri) {
        return connector(settings).connect(request(uri), listener);
    }

    /** Opens a connection and returns the server's end of it. */
    ServerConnection open(Settings settings) throws Exception {
        RawServer server = server();
        connect(settings, server.uri("/"));
        ServerConnection accepted = server.accept().upgrade();
        listener.awaitOpen();
        return accepted;
    }

    static UpstreamRequest request(URI uri) {
        return new UpstreamRequest(uri, Map.of(), List.of());
    }
}
