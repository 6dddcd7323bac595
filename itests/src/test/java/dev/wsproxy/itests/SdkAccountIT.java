// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.simulator.Feed;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The account stream: every SDK that has one and can be here, a shared-memory client and a plain one, on one connection.
 * The SDK in Go has none: it reads the same events from HTTP.
 */
class SdkAccountIT extends EndpointScene {
    private static final String STREAM = "trade_updates";
    private static final String PATH = "/stream";
    private static final List<String> EVENTS =
            List.of("new", "partial_fill", "fill", "replaced", "canceled", "rejected");

    private final Map<String, SdkProgram> programs = new LinkedHashMap<>();
    private final List<String> published = new ArrayList<>();
    private AccountClient plain;

    @BeforeAll
    static void install() throws IOException {
        Sdk.installAvailable();
    }

    @BeforeEach
    void join() throws Exception {
        playground
                .keep(playground.client("local").connect())
                .open(upstream.open(Feed.ACCOUNT).build());
        String endpoint = endpoint(playground);
        plain = playground.keep(AccountClient.connect(URI.create(endpoint + PATH), "WSProxy-Events", "json"));
        plain.authenticate(Upstream.CREDENTIALS).listen();
        for (Sdk sdk : List.of(Sdk.ALPACA_PY, Sdk.ALPACA_JS_3, Sdk.ALPACA_JS_4)) {
            if (sdk.isAvailable()) {
                programs.put(sdk.name(), playground.keep(sdk.start(endpoint, "account", STREAM)));
            }
        }
        programs.put("ALPACA_JAVA", playground.keep(AlpacaJavaAccountProgram.start(endpoint, STREAM)));
        awaitListening(1);
    }

    @Test
    void bringsEachUpdateToEveryListener() throws Exception {
        publishAndAwait();
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);

        for (SdkProgram program : programs.values()) {
            program.leave();
        }
        awaitClients(2);
        List<String> before = List.copyOf(published);
        publish();
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(plain.orders()).hasSameSizeAs(published));
        programs.forEach((name, program) ->
                assertThat(program.received().others()).as(name).isEqualTo(before));
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void comesBackByItselfAfterALoss() {
        publishAndAwait();

        upstream.simulator().dropConnections();
        plain.awaitText("\"wsproxy\":\"reconnected\"");
        awaitListening(2);
        publishAndAwait();

        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(2);
        assertThat(upstream.simulator().stats().subscriptions().get(PATH)).isEqualTo(Map.of("streams", Set.of(STREAM)));
    }

    private void awaitListening(int count) {
        programs.values().forEach(program -> program.awaitAcknowledgement(count, STREAM));
        awaitClients(programs.size() + 2);
    }

    private void awaitClients(int count) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(
                        () -> assertThat(playground.status().orElseThrow().connections())
                                .extracting("clients")
                                .containsExactly(count));
    }

    private void publish() {
        for (String symbol : List.of("AAPL", "MSFT")) {
            for (String event : EVENTS) {
                assertThat(upstream.simulator().publishTradeUpdate(Upstream.CREDENTIALS.key(), event, symbol))
                        .as("upstream connections that hear of it")
                        .isEqualTo(1);
                published.add("order " + event + " " + symbol + " simulated-" + (published.size() + 1));
            }
        }
    }

    /** Each has every update since the first, in order, and nothing else. */
    private void publishAndAwait() {
        publish();
        programs.forEach((name, program) -> await(name)
                .atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(program.received().others())
                        .as(program.errors())
                        .isEqualTo(published)));
        await("the plain client")
                .atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(plain.orders()).hasSameSizeAs(published));
        List<String> seen = plain.orders();
        for (int i = 0; i < seen.size(); i++) {
            assertThat(published.get(i)).startsWith("order " + seen.get(i) + " ");
        }
    }
}
