// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.testkit.RecordingGreeterPort;
import dev.wsproxy.transport.OpenRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlpacaProtocolTest {
    private final AlpacaProtocol protocol = new AlpacaProtocol();
    private final RecordingGreeterPort port = new RecordingGreeterPort();

    private ConnectionKey keyOf(OpenRequest request) {
        RecordingGreeterPort greeted = new RecordingGreeterPort();
        protocol.greet(request, greeted, 0);
        return greeted.key().orElseThrow();
    }

    private static OpenRequest to(String url) {
        return OpenRequest.of(url).with(new Credentials(Requests.KEY, Requests.SECRET));
    }

    @ParameterizedTest
    @CsvSource({
        "wss://stream.data.alpaca.markets/v2/iex, 100",
        "wss://stream.data.sandbox.alpaca.markets/v2/sip, 100",
        "wss://STREAM.data.alpaca.markets/v2/test/, 100",
        "ws://127.0.0.1:7000/v2/iex, 60",
        "ws://[::1]:7000/v1beta1/overnight, 60",
        "wss://example.org/v1beta1/boats, 60",
        "wss://paper-api.alpaca.markets/stream, 100",
        "wss://API.alpaca.markets/stream/, 100",
        "wss://broker-api.sandbox.alpaca.markets/stream, 100",
        "wss://api.alpaca.markets/v2/other, 0",
        "ws://127.0.0.1:7000/stream, 60",
        "ws://127.8.0.1:7000/stream/, 60",
        "ws://localhost/stream, 60",
        "ws://[::1]:7000/stream, 60",
        "wss://stream.binance.com:9443/stream, 0",
        "wss://127.example.org/stream, 0",
        "wss://example.org/stream, 0",
        "wss://example.org/v2/other, 0",
        "wss://example.org/, 0",
        "wss://alpaca.markets.example.org/x, 0",
        "wss://notalpaca.markets/x, 0",
        "mailto:a@b, 0"
    })
    void fitsAlpacasHostsAndPaths(String url, int affinity) {
        assertThat(protocol.affinity(URI.create(url))).isEqualTo(affinity);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://stream.data.alpaca.markets/v2/iex",
                "WSS://Stream.Data.Alpaca.Markets/v2/iex",
                "wss://stream.data.alpaca.markets:443/v2/iex/",
                "wss://stream.data.alpaca.markets/v2/iex?x=1"
            })
    void sharesAConnectionHoweverTheUrlIsWritten(String url) {
        assertThat(keyOf(to(url)))
                .isEqualTo(new ConnectionKey("alpaca", "wss://stream.data.alpaca.markets:443/v2/iex", Requests.KEY));
    }

    @Test
    void keepsAccountsAndFeedsApart() {
        ConnectionKey key = keyOf(to("ws://localhost/v2/iex"));
        assertThat(key).isEqualTo(keyOf(to("ws://localhost:80/v2/iex")));
        assertThat(key).isNotEqualTo(keyOf(to("ws://localhost:8080/v2/iex")));
        assertThat(key).isNotEqualTo(keyOf(to("ws://localhost/v2/sip")));
        assertThat(key)
                .isNotEqualTo(keyOf(OpenRequest.of("ws://localhost/v2/iex").with(new Credentials("other", "s"))));
    }

    @Test
    void sharesAConnectionWhateverTheSecret() {
        assertThat(keyOf(Requests.withSecret("one"))).isEqualTo(keyOf(Requests.withSecret("two")));
        assertThat(keyOf(Requests.withSecret("one"))).isEqualTo(keyOf(Requests.withAccountOnly()));
    }

    @Test
    void tellsHoldersOfTokensApartWithoutShowingTheToken() {
        ConnectionKey one = keyOf(OpenRequest.of(Requests.URL).with(new Credentials("oauth", "token-one")));
        ConnectionKey two = keyOf(OpenRequest.of(Requests.URL).with(new Credentials("oauth", "token-two")));
        assertThat(one).isNotEqualTo(two);
        assertThat(one.identity()).doesNotContain("token-one");
    }

    @Test
    void admitsAClientThatNamesItsAccountAtOnce() {
        protocol.greet(Requests.withAccountOnly(), port, 0);
        assertThat(port.admission().orElseThrow().greeted()).isFalse();
        assertThat(port.received()).isEmpty();
        assertThat(port.isOpened()).isFalse();
    }

    @Test
    void takesCredentialsFromAlpacasHeaders() {
        protocol.greet(Requests.withHeaders(Map.of("apca-api-key-id", "K", "APCA-API-SECRET-KEY", "S")), port, 0);
        assertCredentials("K", "S");
    }

    @Test
    void takesCredentialsFromBasicAuthorization() {
        String pair = Base64.getEncoder().encodeToString("K:S:with:colons".getBytes(StandardCharsets.UTF_8));
        protocol.greet(Requests.withHeaders(Map.of("Authorization", "Basic " + pair)), port, 0);
        assertCredentials("K", "S:with:colons");
    }

    private void assertCredentials(String key, String secret) {
        OpenRequest admitted = port.admission().orElseThrow().request();
        assertThat(admitted.account()).isEqualTo(key);
        assertThat(admitted.secret()).isEqualTo(secret);
        assertThat(port.key().orElseThrow().identity()).isEqualTo(key);
    }

    @Test
    void refusesRequestsThatContradictThemselves() {
        assertRefused(Requests.withHeaders(Map.of("APCA-API-KEY-ID", "K")), ErrorCode.INVALID_REQUEST, "give both");
        assertRefused(Requests.withHeaders(Map.of("Authorization", "Basic %%%")), ErrorCode.INVALID_REQUEST, "base64");
        assertRefused(
                Requests.withHeaders(Map.of("Authorization", "Basic " + "eA==")),
                ErrorCode.INVALID_REQUEST,
                "key:secret");
        assertRefused(Requests.withHeaders(Map.of("Authorization", "Bearer T")), ErrorCode.UNSUPPORTED, "by message");
        assertRefused(
                OpenRequest.of(Requests.URL).with(new Credentials("", "secret")),
                ErrorCode.INVALID_REQUEST,
                "the account");
    }

    @ParameterizedTest
    @CsvSource({
        "http://stream.data.alpaca.markets/v2/iex, begins with ws:// or wss://",
        "stream.data.alpaca.markets/v2/iex, begins with ws:// or wss://",
        "wss:///v2/iex, names a host",
        "wss://stream.data.alpaca.markets/v2/ nyse, malformed at character",
        "wss://me:mine@stream.data.alpaca.markets/v2/iex, credentials do not belong into the URL",
        "wss://stream.data.alpaca.markets/v1beta9/news, 'use one of /v2/iex, /v2/sip,'",
        "wss://stream.data.alpaca.markets, is no feed of Alpaca"
    })
    void saysWhatIsWrongWithAUrl(String url, String reason) {
        assertRefused(to(url), ErrorCode.BAD_URL, reason);
    }

    private void assertRefused(OpenRequest request, ErrorCode code, String reason) {
        assertThatThrownBy(() -> protocol.greet(request, port, 0))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining(reason)
                .extracting(e -> ((FailureException) e).code())
                .isEqualTo(code);
    }
}
