// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.Sequences.assertContiguous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.FrameType;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.simulator.Feed;
import dev.wsproxy.simulator.OrderBookState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Feeds that are not of stocks, each shared by two clients. */
@Timeout(120)
class FeedsIT {
    private static final String PAIR = "BTC/USD";
    private static final String CALL = "AAPL261218C00230000";
    private static final String PUT = "AAPL261218P00230000";

    @Test
    void letsClientsThatComeAtDifferentTimesReconstructTheOrderBook() throws Exception {
        try (Upstream upstream = Upstream.start(2_000);
                Playground playground = Playground.open()) {
            OpenOptions crypto = upstream.open(Feed.CRYPTO_US).build();
            ElementRecorder early = new ElementRecorder();
            Connection first = open(playground, early, crypto);
            first.subscribe("orderbooks", PAIR);
            first.subscribe("trades", PAIR);
            awaitBooks(early, 200);
            ElementRecorder late = new ElementRecorder();
            Connection second = open(playground, late, crypto);
            second.subscribe("trades", PAIR);
            second.subscribe("orderbooks", PAIR);
            assertThat(second.id()).isEqualTo(first.id());
            awaitBooks(late, 200);
            upstream.simulator().setRate(0);
            OrderBookState book = upstream.simulator().orderBook(PAIR);
            for (ElementRecorder client : List.of(early, late)) {
                await().atMost(Playground.DEADLINE)
                        .untilAsserted(() ->
                                assertThat(BookMessage.book(books(client))).isEqualTo(levels(book)));
                assertThat(books(client)).filteredOn(BookMessage::whole).hasSize(1);
                assertContiguous(client.numbers("t", "i"));
            }
            assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
            assertThat(upstream.simulator().stats().subscribeCalls()).isEqualTo(2);
        }
    }

    @Test
    void sharesOptionsBetweenClientsOfBothEncodings() throws Exception {
        try (Upstream upstream = Upstream.start(1_000);
                Playground playground = Playground.open()) {
            ElementRecorder text = new ElementRecorder();
            ElementRecorder binary = new ElementRecorder();
            OpenOptions.Builder opra = upstream.open(Feed.OPRA);
            Connection one = open(playground, text, opra.build());
            Connection other = open(
                    playground,
                    binary,
                    opra.header("Content-Type", "application/msgpack").build());
            assertThat(other.id()).isEqualTo(one.id());
            one.subscribe("trades", CALL);
            other.subscribe("trades", CALL);
            other.subscribe("quotes", PUT);
            for (ElementRecorder client : List.of(text, binary)) {
                await().atMost(Playground.DEADLINE)
                        .until(() -> client.elements("t").size() > 50);
                assertContiguous(client.numbers("t", "s"));
                assertThat(client.elements("t"))
                        .allMatch(trade -> trade.get("S").stringValue().equals(CALL)
                                && trade.get("c").isString()
                                && trade.get("t").stringValue().endsWith("Z"));
            }
            await().atMost(Playground.DEADLINE)
                    .until(() -> !binary.elements("q").isEmpty());
            assertThat(text.elements("q")).isEmpty();
            assertThat(text.frames()).containsExactly(FrameType.TEXT);
            assertThat(binary.frames()).containsExactly(FrameType.BINARY);
            assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
        }
    }

    @Test
    void bringsNewsToEachReaderOnce() throws Exception {
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.open()) {
            OpenOptions news = upstream.open(Feed.NEWS).build();
            ElementRecorder some = new ElementRecorder();
            ElementRecorder all = new ElementRecorder();
            open(playground, some, news).subscribe("news", "AAPL", "MSFT");
            open(playground, all, news).subscribe("news", "*");
            upstream.simulator().publishArticle(List.of("AAPL", "MSFT"));
            upstream.simulator().publishArticle(List.of());
            upstream.simulator().publishArticle(List.of("TSLA"));
            upstream.simulator().publishArticle(List.of("SPY", "MSFT"));
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(all.numbers("n", "id")).containsExactly(1L, 2L, 3L, 4L));
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(some.numbers("n", "id")).containsExactly(1L, 4L));
            assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
        }
    }

    private static Connection open(Playground playground, ElementRecorder listener, OpenOptions options) {
        return playground
                .keep(playground.client("reader").listener(listener).connect())
                .open(options);
    }

    private static void awaitBooks(ElementRecorder client, int count) {
        await().atMost(Playground.DEADLINE).until(() -> client.elements("o").size() > count);
    }

    static List<BookMessage> books(ElementRecorder client) {
        return client.elements("o").stream().map(BookMessage::of).toList();
    }

    static Map<String, Map<Double, Double>> levels(OrderBookState book) {
        Map<String, Map<Double, Double>> levels = Map.of("b", new TreeMap<>(), "a", new TreeMap<>());
        book.bids()
                .forEach(level -> levels.get("b")
                        .put(level.price().doubleValue(), level.size().doubleValue()));
        book.asks()
                .forEach(level -> levels.get("a")
                        .put(level.price().doubleValue(), level.size().doubleValue()));
        return levels;
    }
}
