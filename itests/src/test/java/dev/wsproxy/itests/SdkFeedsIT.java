// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.simulator.Feed;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Feeds that are not of stocks: every SDK that can be here, and a shared-memory client, on one connection. */
class SdkFeedsIT extends EndpointScene {
    private static final String PAIR = "BTC/USD";
    private static final String CALL = "AAPL261218C00230000";
    private static final String PUT = "AAPL261218P00230000";

    private final Map<Sdk, SdkProgram> programs = new EnumMap<>(Sdk.class);
    private final ElementRecorder local = new ElementRecorder();

    @BeforeAll
    static void install() throws IOException {
        Sdk.installAvailable();
    }

    private Connection open(Feed feed) {
        OpenOptions options = upstream.open(feed).build();
        return playground
                .keep(playground.client("local").listener(local).connect())
                .open(options);
    }

    /** Starts an SDK's program, if its toolchain is there; waits for nothing. */
    private void start(Sdk sdk, String stream, String... symbols) throws IOException {
        if (sdk.isAvailable()) {
            programs.put(sdk, playground.keep(sdk.start(endpoint(playground), stream, symbols)));
        }
    }

    private void awaitAcknowledgements(Map<Sdk, List<String>> symbols) {
        assumeFalse(programs.isEmpty(), "no SDK's toolchain is here");
        programs.forEach((sdk, program) ->
                program.awaitAcknowledgement(1, symbols.get(sdk).toArray(String[]::new)));
    }

    @Test
    void letsSdksThatComeLateReconstructTheOrderBook() throws Exception {
        upstream.simulator().setRate(2_000);
        open(Feed.CRYPTO_US).subscribe("orderbooks", PAIR);
        await().atMost(Playground.DEADLINE).until(() -> FeedsIT.books(local).size() > 50);
        for (Sdk sdk : Sdk.values()) {
            start(sdk, "orderbooks", PAIR);
        }
        assumeFalse(programs.isEmpty(), "no SDK's toolchain is here");
        programs.forEach((sdk, program) -> program.awaitAcknowledgement(1, PAIR));
        programs.forEach((sdk, program) -> await(sdk.toString())
                .atMost(Playground.DEADLINE)
                .until(() -> books(program).size() > 100));
        upstream.simulator().setRate(0);
        awaitBook(() -> FeedsIT.books(local));
        programs.forEach((sdk, program) -> {
            awaitBook(() -> books(program));
            List<BookMessage> all = FeedsIT.books(local);
            List<BookMessage> its = books(program);
            assertThat(its.get(0).whole()).as(sdk.toString()).isTrue();
            assertThat(its.subList(1, its.size()))
                    .as("the changes that %s got since", sdk)
                    .isEqualTo(all.subList(all.size() - its.size() + 1, all.size()));
        });
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
    }

    private void awaitBook(Supplier<List<BookMessage>> messages) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(BookMessage.book(messages.get()))
                        .isEqualTo(FeedsIT.levels(upstream.simulator().orderBook(PAIR))));
    }

    private static List<BookMessage> books(SdkProgram program) {
        return program.received().others().stream()
                .filter(line -> line.startsWith("book "))
                .map(BookMessage::of)
                .toList();
    }

    @Test
    void givesEachItsContracts() throws Exception {
        makeCertificate();
        open(Feed.INDICATIVE).subscribe("trades", CALL, PUT);
        Map<Sdk, List<String>> wanted = Map.of(
                Sdk.ALPACA_PY, List.of(CALL),
                Sdk.ALPACA_GO, List.of(CALL, PUT),
                Sdk.ALPACA_JS_3, List.of(CALL),
                Sdk.ALPACA_JS_4, List.of(PUT));
        for (Map.Entry<Sdk, List<String>> want : wanted.entrySet()) {
            start(want.getKey(), "options", want.getValue().toArray(String[]::new));
        }
        awaitAcknowledgements(wanted);
        upstream.simulator().publishTrades(CALL, 300);
        upstream.simulator().publishTrades(PUT, 300);
        programs.forEach((sdk, program) -> {
            for (String contract : wanted.get(sdk)) {
                program.awaitTrades(contract, 300);
                assertThat(program.received().trades(contract))
                        .isEqualTo(LongStream.rangeClosed(1, 300).boxed().toList());
            }
            assertThat(program.received().symbols()).containsExactlyInAnyOrderElementsOf(wanted.get(sdk));
        });
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(local.elements("t")).hasSize(600));
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void bringsNewsToEachReaderOnce() throws Exception {
        makeCertificate();
        open(Feed.NEWS).subscribe("news", "TSLA");
        Map<Sdk, List<String>> wanted = Map.of(
                Sdk.ALPACA_PY, List.of("AAPL"),
                Sdk.ALPACA_GO, List.of("AAPL", "MSFT"),
                Sdk.ALPACA_JS_3, List.of("MSFT", "TSLA"),
                Sdk.ALPACA_JS_4, List.of("*"));
        for (Map.Entry<Sdk, List<String>> want : wanted.entrySet()) {
            start(want.getKey(), "news", want.getValue().toArray(String[]::new));
        }
        awaitAcknowledgements(wanted);
        for (List<String> about : List.of(
                List.of("AAPL", "MSFT"), List.<String>of(), List.of("TSLA"), List.of("SPY", "MSFT"), List.of("AAPL"))) {
            upstream.simulator().publishArticle(about);
        }
        Map<Sdk, List<String>> articles = Map.of(
                Sdk.ALPACA_PY, List.of("article 1", "article 5"),
                Sdk.ALPACA_GO, List.of("article 1", "article 4", "article 5"),
                Sdk.ALPACA_JS_3, List.of("article 1", "article 3", "article 4"),
                Sdk.ALPACA_JS_4, List.of("article 1", "article 2", "article 3", "article 4", "article 5"));
        programs.forEach((sdk, program) -> await(sdk.toString())
                .atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(program.received().others()).isEqualTo(articles.get(sdk))));
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(local.numbers("n", "id")).containsExactly(3L));
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
    }
}
