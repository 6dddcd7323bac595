// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.Sequences.assertContiguous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every SDK can do beside a shared-memory client that stays. */
abstract class SdkScenarios extends EndpointScene {
    private static final int COUNT = 500;

    private final Recorder local = new Recorder();

    @BeforeEach
    void joinLocally() {
        local(playground, local).open(upstream.open()).subscribe("trades", "AAPL", "SPY");
    }

    /** Subscribes to trades of stocks. */
    abstract SdkProgram start(String... symbols) throws Exception;

    private SdkProgram join(String... symbols) throws Exception {
        SdkProgram program = playground.keep(start(symbols));
        program.awaitAcknowledgement(1, symbols);
        return program;
    }

    @Test
    void getsExactlyWhatItAskedFor() throws Exception {
        SdkProgram program = join("AAPL", "MSFT");
        publishAndAwait(program, "AAPL", "MSFT");
        program.subscribe("NVDA");
        program.awaitAcknowledgement(2, "AAPL", "MSFT", "NVDA");
        publishAndAwait(program, "AAPL", "MSFT", "NVDA");
        program.unsubscribe("MSFT");
        program.awaitAcknowledgement(3, "AAPL", "NVDA");
        publishAndAwait(program, "AAPL", "NVDA");

        Received received = program.received();
        assertThat(received.symbols()).containsExactly("AAPL", "MSFT", "NVDA");
        assertThat(received.trades("AAPL")).isEqualTo(numbers(1, 3 * COUNT));
        assertThat(received.trades("MSFT")).isEqualTo(numbers(1, 2 * COUNT));
        assertThat(received.trades("NVDA")).isEqualTo(numbers(COUNT + 1, 3 * COUNT));
        assertLocal("AAPL", "SPY");
        awaitHeld("AAPL", "NVDA", "SPY");
        program.leave();
        awaitHeld("AAPL", "SPY");
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void joinsAndLeavesWhileDataFlows() throws Exception {
        upstream.simulator().setRate(2_000);
        for (int cycle = 0; cycle < 3; cycle++) {
            Map<String, Long> before = lastTrades();
            SdkProgram program = join("AAPL", "MSFT");
            Map<String, Long> acknowledged = lastTrades();
            for (String symbol : List.of("AAPL", "MSFT")) {
                await().atMost(Playground.DEADLINE)
                        .until(() -> program.received().lastTrade(symbol) > acknowledged.get(symbol) + 50);
            }
            if (cycle == 1) {
                program.close();
            } else {
                program.leave();
            }
            assertThat(program.received().symbols()).containsExactly("AAPL", "MSFT");
            for (String symbol : List.of("AAPL", "MSFT")) {
                List<Long> trades = program.received().trades(symbol);
                assertContiguous(trades);
                assertThat(trades.get(0)).isBetween(before.get(symbol) + 1, acknowledged.get(symbol) + 1);
            }
        }
        upstream.simulator().setRate(0);
        assertLocal("AAPL", "SPY");
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void comesBackByItselfAfterALoss() throws Exception {
        SdkProgram program = join("AAPL", "MSFT");
        publishAndAwait(program, "AAPL", "MSFT");

        upstream.simulator().dropConnections();
        program.awaitAcknowledgement(2, "AAPL", "MSFT");
        await().atMost(Playground.DEADLINE).until(() -> local.events().contains("reconnected"));
        publishAndAwait(program, "AAPL", "MSFT");

        for (String symbol : List.of("AAPL", "MSFT")) {
            assertThat(program.received().trades(symbol)).isEqualTo(numbers(1, 2 * COUNT));
        }
        assertLocal("AAPL", "SPY");
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(2);
        assertThat(upstream.simulator().stats().concurrentMaximumPerKey())
                .isEqualTo(Map.of(Upstream.CREDENTIALS.key(), 1));
    }

    private void publishAndAwait(SdkProgram program, String... wanted) {
        for (String symbol : Upstream.SYMBOLS) {
            upstream.simulator().publishTrades(symbol, COUNT);
        }
        for (String symbol : wanted) {
            program.awaitTrades(symbol, lastTrades().get(symbol));
        }
    }

    /** The shared-memory client has missed nothing, and noticed nothing of the others. */
    private void assertLocal(String... symbols) {
        for (String symbol : symbols) {
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(local.trades(symbol))
                            .endsWith(lastTrades().get(symbol)));
            assertContiguous(local.trades(symbol));
        }
        assertThat(local.symbols()).containsExactly(symbols);
    }

    private void awaitHeld(String... symbols) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(
                        () -> assertThat(SharingIT.held(upstream, "trades")).isEqualTo(Set.of(symbols)));
    }

    private Map<String, Long> lastTrades() {
        return upstream.simulator().stats().lastTradePerSymbol();
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
