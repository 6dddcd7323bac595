// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FailureException;
import dev.wsproxy.upstream.UpstreamRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCheckTest {
    private static UpstreamRequest request(String url, Map<String, String> headers, List<String> subprotocols) {
        return new UpstreamRequest(URI.create(url), headers, subprotocols);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://host", "WSS://host.example:65535/a?b", "ws://[::1]:1/", "wss://10.0.0.1"})
    void acceptsUsableUrls(String url) {
        assertThatCode(() -> RequestCheck.check(request(url, Map.of("X-A", "b\tc"), List.of("a.b-1"))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://host/|it must begin with ws:// or wss://",
                "ws:///|it names no valid host",
                "ws://a_b/|it names no valid host",
                "ws://host:0/|its port is 0, which must be 1 to 65535",
                "ws://host:70000/|its port is 70000, which must be 1 to 65535",
                "ws://me:secret@host/|it holds a user name; give credentials separately",
                "ws://host/#part|a WebSocket URL has no part after #",
            })
    void saysWhatIsWrongWithAUrl(String url, String reason) {
        assertThatThrownBy(() -> RequestCheck.check(request(url, Map.of(), List.of())))
                .hasMessageStartingWith("BAD_URL: The URL cannot be used: " + reason)
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "connection", "Sec-WebSocket-Key", "sec-websocket-protocol", "Content-Length"})
    void refusesHeadersOfTheHandshake(String name) {
        assertThatThrownBy(() -> RequestCheck.check(request("ws://host/", Map.of(name, "x"), List.of())))
                .hasMessage("INVALID_REQUEST: The header " + name
                        + " belongs to the WebSocket handshake and cannot be set");
    }

    @Test
    void refusesAHeaderThatWouldSmuggleAnotherWithoutShowingItsValue() {
        assertThatThrownBy(() ->
                        RequestCheck.check(request("ws://host/", Map.of("X-Key", "secret\r\nHost: other"), List.of())))
                .isInstanceOf(FailureException.class)
                .hasMessage("INVALID_REQUEST: The value of the header X-Key holds a control character");
        assertThatThrownBy(() -> RequestCheck.check(request("ws://host/", Map.of("X Key", "v"), List.of())))
                .hasMessage("INVALID_REQUEST: The header name \"X Key\" is not valid");
    }

    @Test
    void refusesASubprotocolThatIsNoToken() {
        assertThatThrownBy(() -> RequestCheck.check(request("ws://host/", Map.of(), List.of("a,b"))))
                .hasMessageStartingWith("INVALID_REQUEST: The subprotocol \"a,b\" is not valid");
    }
}
