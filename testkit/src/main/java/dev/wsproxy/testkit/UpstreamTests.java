// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.ServerConnection;
import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamConnector;
import dev.wsproxy.upstream.UpstreamRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A connector, a server and a listener for each test; afterwards the listener must have no complaint. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class UpstreamTests {
    RawServer server;
    UpstreamConnector connector;
    RecordingUpstreamListener listener = new RecordingUpstreamListener();

    @SuppressWarnings("NullAway.Init")
    UpstreamConnection connection;

    abstract UpstreamConnector newConnector();

    @BeforeEach
    void start() throws Exception {
        server = RawServer.start();
        connector = newConnector();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        if (connector instanceof AutoCloseable closeable) {
            closeable.close();
        }
        assertThat(listener.breaches()).isEmpty();
    }

    void connect(URI uri) {
        connection = connector.connect(new UpstreamRequest(uri, Map.of(), List.of()), listener);
    }

    /** Opens a connection and returns the server's end of it. */
    ServerConnection open() throws InterruptedException {
        connect(server.uri("/"));
        ServerConnection accepted = server.accept().upgrade();
        listener.awaitOpen();
        return accepted;
    }

    static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
