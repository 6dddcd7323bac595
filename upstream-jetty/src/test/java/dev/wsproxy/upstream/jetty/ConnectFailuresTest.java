// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.ServerConnection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.websocket.core.exception.UpgradeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectFailuresTest extends JettyConnectorTests {
    private static final URI URL = URI.create("wss://feed.example:8443/path?token=secret");

    private final ConnectFailures failures = new ConnectFailures(URL, Duration.ofSeconds(10), () -> "advice");

    static Stream<Arguments> thrown() {
        return Stream.of(
                Arguments.of(
                        new UnknownHostException("feed.example"),
                        ErrorCode.UNREACHABLE,
                        "The host of feed.example:8443 is not known; check the URL and the name service"),
                Arguments.of(
                        new ConnectException("Connection refused"),
                        ErrorCode.UNREACHABLE,
                        "feed.example:8443 refused the connection; check the port, and that the server runs"),
                Arguments.of(
                        new NoRouteToHostException("No route to host"),
                        ErrorCode.UNREACHABLE,
                        "feed.example:8443 cannot be reached (No route to host); check the network"),
                Arguments.of(
                        new SocketException("Network is unreachable"),
                        ErrorCode.UNREACHABLE,
                        "feed.example:8443 cannot be reached (Network is unreachable); check the network"),
                Arguments.of(
                        new EofException(new ClosedChannelException()),
                        ErrorCode.UNREACHABLE,
                        "feed.example:8443 closed the connection before the WebSocket was open; check the port, and ws or wss"),
                Arguments.of(
                        new SSLHandshakeException(null).initCause(new ClosedChannelException()),
                        ErrorCode.UNREACHABLE,
                        "feed.example:8443 closed the connection before the WebSocket was open; check the port, and ws or wss"),
                Arguments.of(
                        new SocketTimeoutException("Connect Timeout"),
                        ErrorCode.CONNECT_TIMEOUT,
                        "No WebSocket with feed.example:8443 within 10000 ms; check the network, or raise connectTimeoutMs"),
                Arguments.of(
                        new UpgradeException(URL, new TimeoutException("Total timeout")),
                        ErrorCode.CONNECT_TIMEOUT,
                        "No WebSocket with feed.example:8443 within 10000 ms; check the network, or raise connectTimeoutMs"),
                Arguments.of(
                        new IOException(),
                        ErrorCode.UNREACHABLE,
                        "feed.example:8443 cannot be reached (IOException); check the network"));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void saysWhatWasWrongAndWhatToDo(Throwable thrown, ErrorCode code, String reason) {
        assertThat(failures.of(thrown)).isEqualTo(Failure.of(code, reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "\u0000\u0001\u0002\u0003\r\n\r\n", "HTTP/1.1 abc\r\n\r\n"})
    void tellsThatTheAnswerIsNotHttpWithoutShowingTheQuery(String answer) throws Exception {
        RawServer server = server();
        connect(Settings.defaults(), server.uri("/path?token=secret"));
        ServerConnection accepted = server.accept();
        accepted.sendBytes(answer.getBytes(StandardCharsets.ISO_8859_1));
        accepted.close();

        Failure failure = listener.awaitFailed();
        assertThat(failure.code()).isEqualTo(ErrorCode.UPGRADE_REJECTED);
        assertThat(failure.reason()).doesNotContain("secret").doesNotContain("Exception");
    }

    @Test
    void addsAdviceToARefusedUpgrade() {
        Failure failure = failures.of(new UpgradeException(URL, 401, "x"));

        assertThat(failure)
                .isEqualTo(
                        Failure.of(
                                ErrorCode.UPGRADE_REJECTED,
                                401,
                                "feed.example:8443 answered the WebSocket upgrade with HTTP status 401: check the credentials"));
    }
}
