// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.simulator.Feed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy whose feeds are those of a simulator, and clients of its WebSocket endpoint. */
@Timeout(240)
abstract class EndpointScene {
    static final String FEED = "/v2/iex";
    private static final String NO_FEED = "/nothing=wss://stream.data.alpaca.markets/v9/nothing";
    private static final String WEBSOCKET = "websocket ";

    @TempDir
    Path work;

    Upstream upstream;
    Playground playground;

    @BeforeEach
    void start() throws Exception {
        upstream = Upstream.start(0);
        playground = playground("home");
    }

    @AfterEach
    void stop() throws Exception {
        playground.close();
        upstream.close();
    }

    /** A directory with a proxy whose feeds are the simulator's. */
    Playground playground(String name, String... settings) throws IOException {
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve(name));
        Files.write(
                home.conf().resolve("dev.wsproxy.transport.websocket.cfg"),
                Stream.concat(
                                Stream.of(
                                        "alpaca = " + upstream.root(),
                                        "alpacaAccount = "
                                                + upstream.simulator().url(Feed.ACCOUNT),
                                        "routes = " + NO_FEED),
                                Stream.of(settings))
                        .toList());
        return Playground.on(home);
    }

    /** A shared-memory client; it starts the proxy, and the endpoint with it. */
    ProxyClient local(Playground where, Recorder recorder) {
        return where.keep(where.client("local").listener(recorder).connect());
    }

    static String endpoint(Playground where) {
        ProxyStatus status = where.status().orElseThrow();
        return status.services().transports().stream()
                .filter(transport -> transport.startsWith(WEBSOCKET))
                .findFirst()
                .orElseThrow()
                .substring(WEBSOCKET.length());
    }

    /** Makes the certificate for {@code wss}, if need be. */
    void makeCertificate() throws Exception {
        try (Command command = Command.start(playground, "cert")) {
            assertThat(command.exitCode()).as(command.errors()).isZero();
        }
    }

    SdkClient sdk(String path, String... headers) {
        return playground.keep(SdkClient.connect(URI.create(endpoint(playground) + path), headers));
    }

    static void awaitTrades(SdkClient client, String symbol, int count) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(client.trades(symbol)).hasSize(count));
    }
}
