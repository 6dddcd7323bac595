// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.ServerConnection;
import dev.wsproxy.testkit.websocket.TestCertificates;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

abstract class UpstreamHandshakeTests extends UpstreamTests {
    @Test
    void supportsWsAndWssOnly() {
        assertThat(connector.supports("ws")).isTrue();
        assertThat(connector.supports("wss")).isTrue();
        assertThat(connector.supports("http")).isFalse();
        assertThat(connector.name()).isNotBlank();
    }

    @Test
    void asksForThePathAndQueryExactlyAsGiven() throws Exception {
        connect(server.uri("/v2/a%2Fb;c=d?x=1&x=%2B+&empty&q=%C3%A4"));

        assertThat(server.accept().request().requestLine())
                .isEqualTo("GET /v2/a%2Fb;c=d?x=1&x=%2B+&empty&q=%C3%A4 HTTP/1.1");
    }

    @Test
    void sendsTheHeadersOfTheRequest() throws Exception {
        connector.connect(
                new UpstreamRequest(
                        server.uri("/"), Map.of("X-Key", "abc", "Origin", "https://example.com"), List.of()),
                listener);

        assertThat(server.accept().request().headers())
                .containsEntry("x-key", "abc")
                .containsEntry("origin", "https://example.com")
                .containsEntry("host", "127.0.0.1:" + server.port())
                .containsEntry("sec-websocket-version", "13");
    }

    @Test
    void offersTheSubprotocolsInOrderAndTellsTheChosenOne() throws Exception {
        connector.connect(new UpstreamRequest(server.uri("/"), Map.of(), List.of("b.v2", "a.v1")), listener);

        ServerConnection accepted = server.accept();
        assertThat(accepted.request().header("Sec-WebSocket-Protocol")).isPresent();
        assertThat(accepted.request().header("Sec-WebSocket-Protocol").get().replace(" ", ""))
                .isEqualTo("b.v2,a.v1");
        accepted.upgrade("Sec-WebSocket-Protocol: a.v1");
        assertThat(listener.awaitOpen().subprotocol()).isEqualTo("a.v1");
    }

    @Test
    void tellsThatNothingWasNegotiated() throws Exception {
        connect(server.uri("/"));
        server.accept().upgrade();

        assertThat(listener.awaitOpen()).isEqualTo(new UpstreamInfo("", ""));
    }

    @Test
    void refusesASubprotocolThatWasNotOffered() throws Exception {
        connector.connect(new UpstreamRequest(server.uri("/"), Map.of(), List.of("a")), listener);
        server.accept().upgrade("Sec-WebSocket-Protocol: z");

        assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.UPGRADE_REJECTED);
    }

    @ParameterizedTest
    @CsvSource({
        "401 Unauthorized,401",
        "403 Forbidden,403",
        "404 Not Found,404",
        "503 Service Unavailable,503",
        "200 OK,200"
    })
    void tellsTheStatusOfARefusedUpgrade(String status, int code) throws Exception {
        connect(server.uri("/"));
        server.accept().refuse(status);

        Failure failure = listener.awaitFailed();
        assertThat(failure.code()).isEqualTo(ErrorCode.UPGRADE_REJECTED);
        assertThat(failure.detail()).isEqualTo(code);
        assertThat(failure.reason()).contains(String.valueOf(code));
    }

    @Test
    void followsNoRedirect() throws Exception {
        connect(server.uri("/"));
        server.accept().refuse("302 Found", "Location: " + server.uri("/elsewhere"));

        assertThat(listener.awaitFailed().detail()).isEqualTo(302);
        assertThat(server.waiting()).isZero();
    }

    @Test
    void asksForNoCredentialsWhenTheServerDoes() throws Exception {
        connect(server.uri("/"));
        server.accept().refuse("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"");

        assertThat(listener.awaitFailed().detail()).isEqualTo(401);
    }

    @Test
    void keepsNoCookies() throws Exception {
        connect(server.uri("/"));
        server.accept().refuse("503 Service Unavailable", "Set-Cookie: a=b; Path=/");
        listener.awaitFailed();

        listener = new RecordingUpstreamListener();
        connect(server.uri("/"));
        assertThat(server.accept().request().header("Cookie")).isEmpty();
    }

    @Test
    void tellsThatAConnectionWasRefused() throws Exception {
        // Bound but not listening: nobody else can take the port meanwhile.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress("127.0.0.1", 0));
            connect(URI.create("ws://127.0.0.1:" + bound.getLocalPort() + "/"));

            assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.UNREACHABLE);
        }
    }

    @Test
    void tellsThatAHostIsUnknown() {
        connect(URI.create("ws://no-such-host.invalid/"));

        Failure failure = listener.awaitFailed();
        assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
        assertThat(failure.reason()).contains("no-such-host.invalid");
    }

    @Test
    void tellsThatTheServerHungUpInsteadOfAnswering() throws Exception {
        connect(server.uri("/"));
        server.accept().close();

        assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.UNREACHABLE);
    }

    @Test
    void refusesAnAnswerToAnotherKey() throws Exception {
        connect(server.uri("/"));
        server.accept()
                .refuse(
                        "101 Switching Protocols",
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=");

        assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.UPGRADE_REJECTED);
    }

    @Test
    void refusesACertificateOfAnUnknownAuthority(@TempDir Path folder) throws Exception {
        try (RawServer secure = RawServer.start(new TestCertificates(folder).server("ip:127.0.0.1"))) {
            connect(secure.uri("/"));

            assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.TLS_FAILED);
        }
    }

    @Test
    void tellsThatThePortDoesNotSpeakTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            connect(URI.create("wss://127.0.0.1:" + plain.getLocalPort() + "/"));
            try (Socket accepted = plain.accept()) {
                accepted.getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

                assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.TLS_FAILED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "ws:///path",
                "ws:opaque",
                "//127.0.0.1/",
                "ws://under_score/",
                "ws://127.0.0.1:99999/",
                "ws://u:p@127.0.0.1/",
                "ws://127.0.0.1/#x"
            })
    void refusesAUrlThatCannotBeUsed(String url) {
        UpstreamRequest request = new UpstreamRequest(URI.create(url), Map.of(), List.of());

        assertThatThrownBy(() -> connector.connect(request, listener))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_URL));
    }
}
