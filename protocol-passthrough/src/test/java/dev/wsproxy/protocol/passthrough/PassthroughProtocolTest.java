// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.testkit.RecordingGreeterPort;
import dev.wsproxy.transport.OpenRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassthroughProtocolTest {
    private static final String URL = "wss://example.org/feed?token=a";

    private final PassthroughProtocol protocol = new PassthroughProtocol();

    private ConnectionKey key(OpenRequest request) {
        RecordingGreeterPort port = new RecordingGreeterPort();
        protocol.greet(request, port, 0);
        return port.key().orElseThrow();
    }

    private ConnectionKey key(String url, String account, String secret, Map<String, String> headers) {
        return key(new OpenRequest(url, account, secret, headers, List.of(), List.of(), ""));
    }

    @ParameterizedTest
    @CsvSource({"ws://h, 1", "wss://h/x, 1", "WSS://h/x, 1", "http://h, 0", "relative, 0"})
    void fitsEveryWebSocketUrlALittle(String url, int affinity) {
        assertThat(protocol.affinity(URI.create(url))).isEqualTo(affinity);
    }

    @ParameterizedTest
    @CsvSource({
        "wss://Example.ORG/feed?token=a, wss://example.org/feed",
        "ws://u:p@localhost:8080, ws://localhost:8080/",
        "ws://[::1]:80/a%20b, ws://[::1]:80/a%20b",
    })
    void showsTheEndpointWithoutUserAndQuery(String url, String endpoint) {
        assertThat(key(OpenRequest.of(url)).endpoint()).isEqualTo(endpoint);
    }

    @Test
    void sharesBetweenEqualRequestsWhateverTheOrderAndCaseOfHeaders() {
        ConnectionKey one = key(URL, "k", "s", Map.of("X-One", "1", "x-two", "2"));
        assertThat(key("WSS://EXAMPLE.org/feed?token=a", "k", "s", Map.of("X-TWO", "2", "x-one", "1")))
                .isEqualTo(one);
    }

    @Test
    void sharesBetweenClientsWithDifferentOpeningMessages() {
        OpenRequest other = new OpenRequest(URL, "", "", Map.of(), List.of(), List.of("hello"), "passthrough");
        assertThat(key(other)).isEqualTo(key(OpenRequest.of(URL)));
    }

    @Test
    void doesNotShareWhenAnythingThatTheUpstreamSeesDiffers() {
        assertThat(List.of(
                        key(OpenRequest.of(URL)),
                        key(OpenRequest.of("wss://example.org/feed?token=b")),
                        key(OpenRequest.of("wss://u@example.org/feed?token=a")),
                        key(OpenRequest.of("ws://example.org/feed?token=a")),
                        key(URL, "", "", Map.of("a", "b")),
                        key(URL, "", "", Map.of("a", "c")),
                        key(new OpenRequest(URL, "", "", Map.of(), List.of("ab"), List.of(), "")),
                        key(new OpenRequest(URL, "", "", Map.of(), List.of("a", "b"), List.of(), ""))))
                .doesNotHaveDuplicates();
    }

    @Test
    void doesNotShareBetweenDifferentSecretsOfOneAccount() {
        assertThat(List.of(
                        key(URL, "k", "right", Map.of()),
                        key(URL, "k", "wrong", Map.of()),
                        key(URL, "kr", "ight", Map.of())))
                .doesNotHaveDuplicates();
    }
}
