// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.RecordingUpstreamListener;
import dev.wsproxy.testkit.websocket.HandshakeRequest;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.upstream.UpstreamRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClientHabitsTest extends JettyConnectorTests {
    @Test
    void namesItselfAndItsVersion() throws Exception {
        RawServer server = server();
        connect(Settings.defaults(), server.uri("/"));
        HandshakeRequest request = server.accept().request();

        assertThat(request.header("User-Agent"))
                .hasValueSatisfying(agent -> assertThat(agent).matches("wsproxy/\\d+\\.\\d+\\.\\d+.*"));
        assertThat(request.header("Sec-WebSocket-Extensions")).hasValue("permessage-deflate");
    }

    @Test
    void letsARequestNameAnotherAgent() throws Exception {
        RawServer server = server();
        connector(Settings.defaults())
                .connect(new UpstreamRequest(server.uri("/"), Map.of("user-agent", "mine"), List.of()), listener);

        assertThat(server.accept().request().header("User-Agent")).hasValue("mine");
    }

    @Test
    void usesANewConnectionAfterARefusedUpgrade() throws Exception {
        RawServer server = server();
        JettyConnector connector = connector(Settings.defaults());
        for (int i = 0; i < 3; i++) {
            RecordingUpstreamListener refused = new RecordingUpstreamListener();
            connector.connect(request(server.uri("/")), refused);
            server.accept().refuse("503 Service Unavailable");
            assertThat(refused.awaitFailed().detail()).isEqualTo(503);
        }
    }

    @Test
    void opensManyConnectionsWithOneServer() throws Exception {
        RawServer server = server();
        JettyConnector connector = connector(Settings.defaults());
        List<RecordingUpstreamListener> listeners = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            RecordingUpstreamListener one = new RecordingUpstreamListener();
            listeners.add(one);
            connector.connect(request(server.uri("/")), one);
            server.accept().upgrade();
        }

        assertThat(listeners).allSatisfy(RecordingUpstreamListener::awaitOpen);
        assertThat(threads()).as("threads for 200 connections").hasSizeLessThan(36);
    }

    @Test
    void hasNamedDaemonThreadsAndLeavesNone() throws Exception {
        RawServer server = server();
        JettyConnector connector = connector(Settings.defaults());
        connector.connect(request(server.uri("/")), listener);
        server.accept().upgrade();
        listener.awaitOpen();

        assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("qtp")
                        || thread.getName().startsWith("HttpClient")
                        || thread.getName().startsWith("WebSocket"));
        connector.close();
        await().atMost(Deadlines.GENEROUS)
                .untilAsserted(() -> assertThat(threads()).isEmpty());
        connector.close();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("wsproxy-upstream"))
                .collect(Collectors.toSet());
    }
}
