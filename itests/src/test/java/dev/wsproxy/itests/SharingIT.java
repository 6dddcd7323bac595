// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.Sequences.assertContiguous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.Connection;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many clients, one upstream connection, to each what it asked for. */
@Timeout(240)
class SharingIT {
    private static final Pattern TRADE = Pattern.compile("\"T\":\"t\",\"S\":\"(\\w+)\",\"i\":(\\d+)");

    @Test
    void givesEachProcessExactlyWhatItAskedFor() throws Exception {
        try (Upstream upstream = Upstream.start(2_000);
                Playground playground = Playground.open()) {
            List<Set<String>> wanted = List.of(
                    Set.of("AAPL", "MSFT"), Set.of("MSFT", "NVDA"), Set.of("TSLA"), Set.of("AAPL", "TSLA", "SPY"));
            List<Command> tails = new ArrayList<>();
            for (Set<String> symbols : wanted) {
                tails.add(playground.command(
                        "tail",
                        upstream.url(),
                        "--subscribe",
                        "trades=" + String.join(",", symbols),
                        "--duration",
                        "6s"));
            }
            for (int i = 0; i < tails.size(); i++) {
                Command tail = tails.get(i);
                assertThat(tail.exitCode()).as(tail.errors()).isZero();
                assertReceived(tail.lines(), wanted.get(i));
                assertThat(tail.summary().path("gaps").asInt()).isZero();
                assertThat(tail.summary().path("missed").asInt()).isZero();
                assertThat(tail.summary().path("received").asLong())
                        .isEqualTo(tail.lines().size());
            }
            assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
            assertThat(upstream.simulator().stats().concurrentMaximumPerKey()).isEqualTo(Map.of("demo-key", 1));
            assertOneIsNew(tails);
        }
    }

    private static void assertReceived(List<String> lines, Set<String> symbols) {
        assertThat(lines.get(0)).isEqualTo("[{\"T\":\"success\",\"msg\":\"connected\"}]");
        assertThat(lines.get(1)).isEqualTo("[{\"T\":\"success\",\"msg\":\"authenticated\"}]");
        assertThat(lines.get(2)).startsWith("[{\"T\":\"subscription\",\"trades\":[");
        Map<String, List<Long>> trades = TRADE.matcher(String.join("\n", lines))
                .results()
                .collect(Collectors.groupingBy(
                        match -> match.group(1),
                        Collectors.mapping(match -> Long.valueOf(match.group(2)), Collectors.toList())));
        assertThat(trades.keySet()).isEqualTo(symbols);
        trades.values().forEach(Sequences::assertContiguous);
        assertThat(lines.stream()
                        .skip(2)
                        .map(Pattern.compile("\"T\":\"q\"")::matcher)
                        .filter(Matcher::find))
                .as("quotes that nobody asked for")
                .isEmpty();
    }

    private static void assertOneIsNew(List<Command> tails) throws Exception {
        int created = 0;
        Set<Long> ids = new java.util.HashSet<>();
        for (Command tail : tails) {
            created += tail.summary().path("newConnection").asBoolean() ? 1 : 0;
            ids.add(tail.summary().path("connectionId").asLong());
        }
        assertThat(created)
                .as("clients whose open made the upstream connection")
                .isEqualTo(1);
        assertThat(ids).as("ids of the shared connection").hasSize(1).doesNotContain(0L);
    }

    @Test
    void losesAndDoublesNothing() throws Exception {
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.open()) {
            List<Recorder> recorders = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Recorder recorder = new Recorder();
                recorders.add(recorder);
                ProxyClient client = playground.keep(playground
                        .client("client-" + i)
                        .listener(recorder)
                        .waiting(i == 0 ? Waiting.BUSY_SPIN : Waiting.BACKOFF)
                        .connect());
                client.open(upstream.open()).subscribe("trades", Upstream.SYMBOLS.get(i), "SPY");
            }
            upstream.simulator().publishTrades("SPY", 20_000);
            for (String symbol : Upstream.SYMBOLS) {
                upstream.simulator().publishTrades(symbol, 5_000);
            }
            for (int i = 0; i < 5; i++) {
                Recorder recorder = recorders.get(i);
                for (String symbol : Set.of(Upstream.SYMBOLS.get(i), "SPY")) {
                    long last =
                            upstream.simulator().stats().lastTradePerSymbol().get(symbol);
                    await().atMost(Playground.DEADLINE).until(() -> recorder.count(symbol) >= last);
                    assertThat(recorder.trades(symbol)).first().isEqualTo(1L);
                    assertContiguous(recorder.trades(symbol));
                    assertThat(recorder.trades(symbol)).hasSize((int) last);
                }
                assertThat(recorder.symbols()).isSubsetOf(Upstream.SYMBOLS.get(i), "SPY");
                assertThat(recorder.gaps()).isEmpty();
            }
        }
    }

    @Test
    void countsSubscriptionsOverAllClients() throws Exception {
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.open();
                ProxyClient first = playground.client("first").connect();
                ProxyClient second = playground.client("second").connect()) {
            Connection a = first.open(upstream.open());
            Connection b = second.open(upstream.open());
            assertThat(a.isNew()).isTrue();
            assertThat(b.isNew()).isFalse();
            assertThat(a.id()).isPositive().isEqualTo(b.id());

            assertThat(a.subscribe("trades", "AAPL")).isEmpty();
            assertThat(b.subscribe("trades", "AAPL", "MSFT")).containsExactly("AAPL");
            assertThat(upstream.simulator().stats().subscribeCalls()).isEqualTo(2);
            assertThat(a.unsubscribe("trades", "AAPL")).containsExactly("AAPL");
            assertThat(held(upstream, "trades")).containsExactlyInAnyOrder("AAPL", "MSFT");

            b.close();
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(held(upstream, "trades")).isEmpty());
            assertThat(playground.status().orElseThrow().connections()).hasSize(1);
        }
    }

    /** The symbols of a channel that the one upstream connection is subscribed to. */
    static Set<String> held(Upstream upstream, String channel) {
        return upstream.simulator()
                .stats()
                .subscriptions()
                .getOrDefault("/v2/iex", Map.of())
                .getOrDefault(channel, Set.of());
    }
}
