// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.Sequences.assertContiguous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ProxyStatus;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Programs that know nothing of the proxy reach it at its WebSocket endpoint. */
class EndpointIT extends EndpointScene {
    @Test
    void sharesOneUpstreamConnectionBetweenAllKindsOfClients() throws Exception {
        Recorder recorder = new Recorder();
        local(playground, recorder).open(upstream.open()).subscribe("trades", "AAPL", "SPY");
        SdkClient one = sdk(FEED).subscribe("AAPL", "MSFT");
        SdkClient two = sdk("/iex").subscribe("MSFT", "NVDA");
        SdkClient three = sdk("/").subscribe("SPY");
        int count = 5_000;
        for (String symbol : Upstream.SYMBOLS) {
            upstream.simulator().publishTrades(symbol, count);
        }

        Map<SdkClient, List<String>> wanted =
                Map.of(one, List.of("AAPL", "MSFT"), two, List.of("MSFT", "NVDA"), three, List.of("SPY"));
        wanted.forEach((client, symbols) -> {
            for (String symbol : symbols) {
                awaitTrades(client, symbol, count);
                assertThat(client.trades(symbol)).first().isEqualTo(1L);
                assertContiguous(client.trades(symbol));
            }
            assertThat(client.symbols()).isEqualTo(symbols);
            assertThat(client.others()).as("control messages of its own only").hasSize(3);
            assertThat(client.end()).isEmpty();
        });
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(recorder.trades("AAPL")).hasSize(count));
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
        ProxyStatus status = playground.status().orElseThrow();
        assertThat(status.connections()).hasSize(1);
        assertThat(status.connections().get(0).clients()).isEqualTo(4);

        one.close();
        two.close();
        await().atMost(Playground.DEADLINE)
                .untilAsserted(
                        () -> assertThat(SharingIT.held(upstream, "trades")).isEqualTo(Set.of("AAPL", "SPY")));
    }

    @Test
    void closesClientsAfterALossAndIsReadyWhenTheyComeBack() {
        Recorder recorder = new Recorder();
        local(playground, recorder).open(upstream.open()).subscribe("trades", "AAPL");
        SdkClient unmodified = sdk(FEED).subscribe("AAPL");
        SdkClient informed = sdk(FEED, "WSProxy-Events", "json").subscribe("AAPL");
        upstream.simulator().publishTrades("AAPL", 100);
        awaitTrades(unmodified, "AAPL", 100);

        upstream.simulator().dropConnections();

        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(unmodified.end()).startsWith("1012 "));
        informed.awaitOther("\"wsproxy\":\"reconnecting\"");
        informed.awaitOther("\"wsproxy\":\"gap\"");
        informed.awaitOther("\"wsproxy\":\"reconnected\"");
        SdkClient again = sdk(FEED).subscribe("AAPL");
        upstream.simulator().publishTrades("AAPL", 100);
        awaitTrades(again, "AAPL", 100);
        awaitTrades(informed, "AAPL", 200);
        assertThat(informed.end()).isEmpty();
        assertThat(upstream.simulator().stats().concurrentMaximumPerKey())
                .isEqualTo(Map.of(Upstream.CREDENTIALS.key(), 1));
    }

    @Test
    void refusesWebPagesAndUnknownPaths() {
        local(playground, new Recorder());

        assertThatThrownBy(() -> sdk(FEED, "Origin", "https://evil.example"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
        assertThatThrownBy(() -> sdk("/v9/nothing"))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(404));
    }

    @Test
    void tellsAClientOfAPathThatTheProtocolDoesNotServe() {
        local(playground, new Recorder());

        SdkClient client = sdk("/nothing");

        await().atMost(Playground.DEADLINE)
                .untilAsserted(() ->
                        assertThat(client.end()).startsWith("1008 BAD_URL: ").contains("/v9/nothing"));
    }

    @Test
    void cutsOffASlowClientWithAlpacasWordsWhileTheOthersGoOn() throws Exception {
        try (Playground narrow = playground("narrow", "slowClientBytes = 65536", "closeTimeoutMs = 120000")) {
            local(narrow, new Recorder());
            URI uri = URI.create(endpoint(narrow)).resolve(FEED);
            LazyClient slow = narrow.keep(new LazyClient(uri));
            SdkClient quick = narrow.keep(SdkClient.connect(uri));
            quick.subscribe("AAPL");
            await().atMost(Playground.DEADLINE)
                    .until(() -> narrow.status().orElseThrow().clients().size() == 4);
            int sent = 0;
            while (narrow.status().orElseThrow().clients().size() == 4) {
                for (int i = 0; i < 10; i++) {
                    // Less than may wait for the quick one, however long it is not given the processor.
                    upstream.simulator().publishTrades("AAPL", 200);
                    sent += 200;
                    awaitTrades(quick, "AAPL", sent);
                }
            }

            assertContiguous(quick.trades("AAPL"));
            assertThat(quick.end()).isEmpty();
            List<String> last = slow.readToTheEnd();
            assertThat(last.get(last.size() - 1)).startsWith("1008 SLOW_CLIENT: slow client: ");
            assertThat(last.get(last.size() - 2)).isEqualTo("[{\"T\":\"error\",\"code\":407,\"msg\":\"slow client\"}]");
            assertThat(last.get(last.size() - 3)).startsWith("[{\"T\":\"t\",").endsWith("}]");
        }
    }

    @Test
    void findsTheSameConnectionReadyWhenItComesBackThoughAllWereSentAway() throws Exception {
        local(playground, new Recorder()); // It starts the proxy, and opens nothing.
        SdkClient first = sdk(FEED).subscribe("AAPL");

        upstream.simulator().dropConnections();
        await("it is sent away")
                .atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(first.end()).startsWith("1012"));
        SdkClient again = sdk(FEED).subscribe("AAPL");
        upstream.simulator().publishTrades("AAPL", 10);

        awaitTrades(again, "AAPL", 10);
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(2);
        assertThat(playground.status().orElseThrow().connections())
                .singleElement()
                .satisfies(connection -> assertThat(connection.reconnects()).isEqualTo(1));
    }
}
