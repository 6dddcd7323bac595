// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.transport.OpenRequest;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets in, and what the broker learns of it. */
class HandshakeTest extends EndpointFixture {
    @ParameterizedTest
    @CsvSource({
        "/v2/iex, /v2/iex",
        "/v2/iex/, /v2/iex",
        "/iex, /v2/iex",
        "/sip, /v2/sip",
        "/test/, /v2/test",
        "/overnight, /v1beta1/overnight",
        "/us-1, /v1beta3/crypto/us-1",
        "/v1beta3/crypto/us, /v1beta3/crypto/us",
        "/, /v2/iex",
    })
    void opensTheUpstreamThatThePathStandsFor(String path, String upstream) throws Exception {
        assertThat(ask(path).status()).isEqualTo(101);

        RecordedSession.Opened opened = host.awaitClient().await(RecordedSession.Opened.class);

        assertThat(opened.handle()).isEqualTo(HANDLE);
        assertThat(opened.request().url()).isEqualTo("ws://upstream.test" + upstream);
    }

    @Test
    void passesOnTheHeadersThatAreForTheUpstreamAndTheQuery() throws Exception {
        ask(
                FEED + "?a=1&b=2",
                "Content-Type: application/msgpack",
                "APCA-API-KEY-ID: key",
                "Authorization: Bearer token",
                "X-Token: one",
                "X-Token: two",
                "User-Agent: APCA-PY/0.43",
                "Accept: */*",
                "WSProxy-Events: json",
                "Sec-WebSocket-Protocol: v2.feed, v1.feed");

        OpenRequest request =
                host.awaitClient().await(RecordedSession.Opened.class).request();

        assertThat(request.url()).isEqualTo("ws://upstream.test/v2/iex?a=1&b=2");
        assertThat(request.headers())
                .isEqualTo(Map.of(
                        "Content-Type", "application/msgpack",
                        "APCA-API-KEY-ID", "key",
                        "Authorization", "Bearer token",
                        "X-Token", "one, two"));
        assertThat(request.subprotocols()).isEqualTo(List.of("v2.feed"));
        assertThat(request.account()).isEmpty();
    }

    @Test
    void answersWithTheFirstSubprotocol() throws Exception {
        assertThat(ask(FEED, "Sec-WebSocket-Protocol: v2.feed, v1.feed").head())
                .containsIgnoringCase("Sec-WebSocket-Protocol: v2.feed\r\n");
    }

    @Test
    void namesAClientByItsProgramAndPort() throws Exception {
        RawClient client = ask(FEED, "User-Agent: APCA-PY/0.43");
        assertThat(host.awaitClient().info().name()).isEqualTo("APCA-PY/0.43 @" + client.localPort());

        RawClient nameless = ask(FEED);
        assertThat(host.awaitClient().info().name()).isEqualTo("websocket @" + nameless.localPort());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void findsTheClientsProcess() throws Exception {
        ask(FEED);

        assertThat(host.awaitClient().info().pid())
                .isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void namesTheKnownPathsToAClientThatAsksForAnother() throws Exception {
        RawClient client = ask("/v3/unknown");

        assertThat(client.status()).isEqualTo(404);
        assertThat(client.body()).contains("/v2/iex").contains("/v1beta1/news").contains("routes");
        assertThat(host.hasClient()).isFalse();
    }

    @Test
    void refusesWebPages() throws Exception {
        RawClient client = ask(FEED, "Origin: https://evil.example");

        assertThat(client.status()).isEqualTo(403);
        assertThat(client.body()).contains("origins");
        assertThat(ask(FEED, "Origin: null").status()).isEqualTo(403);
        assertThat(host.hasClient()).isFalse();
    }

    @Test
    void letsInAProgramThatNamesTheEndpointItself() throws Exception {
        assertThat(ask(FEED, "Origin: http://127.0.0.1:" + port()).status()).isEqualTo(101);
        assertThat(ask(FEED, "Origin: https://localhost:" + port()).status()).isEqualTo(101);
        assertThat(ask(FEED, "Origin: http://127.0.0.1").status()).isEqualTo(403);
        assertThat(ask(FEED, "Origin: http://localhost:" + (port() ^ 1)).status())
                .isEqualTo(403);
        assertThat(ask(FEED, "Origin: http://evil.example:" + port()).status()).isEqualTo(403);
    }

    @Test
    void letsInWebPagesThatAreConfigured() throws Exception {
        start(options -> options.withOrigins(new Origins(Set.of("http://localhost:3000"))));

        assertThat(ask(FEED, "Origin: http://localhost:3000").status()).isEqualTo(101);
        assertThat(ask(FEED, "Origin: http://localhost:3001").status()).isEqualTo(403);
    }

    @Test
    void refusesClientsBeyondTheLimitUntilOneLeaves() throws Exception {
        start(options -> options.withLimits(new Limits(2, 1024, 8192, 1 << 20, false)));
        Joined first = join();
        join();

        RawClient third = ask(FEED);

        assertThat(third.status()).isEqualTo(503);
        assertThat(third.body()).contains("2 connections").contains("maxConnections");
        first.client().send(RawFrame.close(1000, ""));
        first.session().await(RecordedSession.Left.class);
        assertThat(ask(FEED).status()).isEqualTo(101);
    }

    @Test
    void refusesAHeadThatIsTooLong() throws Exception {
        assertThat(ask(FEED, "X-Long: " + "x".repeat(10_000)).status()).isEqualTo(431);
    }

    @Test
    void tellsAProgramThatSpeaksHttpWhatThisIs() throws Exception {
        RawClient program = get(FEED);
        assertThat(program.status()).isEqualTo(426);
        assertThat(program.body()).contains("connect with " + wire().scheme() + "://.");
        assertThat(get("/favicon.ico").status()).isEqualTo(404);
    }

    private RawClient get(String path) throws IOException {
        return keep(RawClient.get(wire().client(keep(new Socket("127.0.0.1", port()))), path));
    }

    @Test
    void tellsAClientWhyTheBrokerDoesNotLetItIn() throws Exception {
        host.refuse(Failure.of(ErrorCode.LIMIT_EXCEEDED, "the proxy has 1000 clients"));

        RawFrame close = ask(FEED).readClose();

        assertThat(close.closeCode()).isEqualTo(1013);
        assertThat(close.closeReason()).isEqualTo("LIMIT_EXCEEDED: the proxy has 1000 clients");
    }
}
