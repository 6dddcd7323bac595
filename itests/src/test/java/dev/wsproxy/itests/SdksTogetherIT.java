// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.Sequences.assertContiguous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every SDK that can be here, and a shared-memory client, on one connection of stocks. */
class SdksTogetherIT extends EndpointScene {
    private static final int COUNT = 1_000;

    private record Member(String name, SdkProgram program, Set<String> symbols) {
        Member(String name, SdkProgram program, List<String> symbols) {
            this(name, program, new TreeSet<>(symbols));
        }

        void awaitAcknowledgement(int count) {
            program.awaitAcknowledgement(count, symbols.toArray(String[]::new));
        }
    }

    private final Recorder local = new Recorder();

    @BeforeAll
    static void install() throws IOException {
        Sdk.installAvailable();
    }

    @Test
    void giveEachExactlyWhatItAskedForWhileOthersComeAndGo() throws Exception {
        makeCertificate();
        local(playground, local).open(upstream.open()).subscribe("trades", "AAPL", "SPY");
        List<Member> staying = List.copyOf(join(Map.of(
                Sdk.ALPACA_PY, List.of("AAPL", "MSFT"),
                Sdk.ALPACA_GO, List.of("MSFT", "NVDA"),
                Sdk.ALPACA_JS_3, List.of("AMZN", "SPY"),
                Sdk.ALPACA_JS_4, List.of("NVDA", "TSLA"))));
        staying.forEach(member -> member.awaitAcknowledgement(1));
        upstream.simulator().setRate(1_000);
        for (boolean kill : List.of(false, true)) {
            comeAndGo(kill);
        }
        upstream.simulator().setRate(0);
        publish();
        staying.forEach(this::assertComplete);

        upstream.simulator().dropConnections();
        staying.forEach(member -> member.awaitAcknowledgement(2));
        await().atMost(Playground.DEADLINE).until(() -> local.events().contains("reconnected"));
        publish();
        staying.forEach(this::assertComplete);
        for (String symbol : List.of("AAPL", "SPY")) {
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(local.trades(symbol)).isEqualTo(all(symbol)));
        }
        assertThat(local.symbols()).containsExactly("AAPL", "SPY");
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(2);
        assertThat(upstream.simulator().stats().concurrentMaximumPerKey())
                .isEqualTo(Map.of(Upstream.CREDENTIALS.key(), 1));
    }

    /** Starts alpaca-java and those of these SDKs whose toolchain is there; waits for nothing. */
    private List<Member> join(Map<Sdk, List<String>> symbols) throws IOException {
        List<Member> members = new ArrayList<>();
        for (Map.Entry<Sdk, List<String>> entry : symbols.entrySet()) {
            Sdk sdk = entry.getKey();
            if (sdk.isAvailable()) {
                String[] its = entry.getValue().toArray(String[]::new);
                SdkProgram program = playground.keep(sdk.start(endpoint(playground), "stocks", its));
                members.add(new Member(sdk.name(), program, entry.getValue()));
            }
        }
        SdkProgram java = playground.keep(AlpacaJavaProgram.start(endpoint(playground), "TSLA", "AMZN"));
        members.add(new Member("ALPACA_JAVA", java, List.of("TSLA", "AMZN")));
        return members;
    }

    /** One of each SDK joins, receives for a while, and leaves again. */
    private void comeAndGo(boolean kill) throws Exception {
        Map<String, Long> before = lastTrades();
        List<Member> passing = join(Map.of(
                Sdk.ALPACA_PY, List.of("SPY", "TSLA"),
                Sdk.ALPACA_GO, List.of("AAPL", "AMZN"),
                Sdk.ALPACA_JS_3, List.of("MSFT", "NVDA"),
                Sdk.ALPACA_JS_4, List.of("AAPL", "SPY")));
        passing.forEach(member -> member.awaitAcknowledgement(1));
        Map<String, Long> acknowledged = lastTrades();
        for (Member member : passing) {
            for (String symbol : member.symbols()) {
                await(member.name())
                        .atMost(Playground.DEADLINE)
                        .until(() -> member.program().received().lastTrade(symbol) > acknowledged.get(symbol));
            }
            if (kill) {
                member.program().close();
            } else {
                member.program().leave();
            }
        }
        for (Member member : passing) {
            Received received = member.program().received();
            assertThat(received.symbols()).as(member.name()).isEqualTo(member.symbols());
            for (String symbol : member.symbols()) {
                assertContiguous(received.trades(symbol));
                assertThat(received.trades(symbol).get(0))
                        .isBetween(before.get(symbol) + 1, acknowledged.get(symbol) + 1);
            }
        }
    }

    private void publish() {
        for (String symbol : Upstream.SYMBOLS) {
            upstream.simulator().publishTrades(symbol, COUNT);
        }
    }

    /** It has every trade of its symbols since the first, and nothing else. */
    private void assertComplete(Member member) {
        for (String symbol : member.symbols()) {
            await("%s of %s".formatted(symbol, member.name()))
                    .atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(member.program().received().trades(symbol))
                            .isEqualTo(all(symbol)));
        }
        assertThat(member.program().received().symbols()).as(member.name()).isEqualTo(member.symbols());
    }

    private List<Long> all(String symbol) {
        return LongStream.rangeClosed(1, lastTrades().get(symbol)).boxed().toList();
    }

    private Map<String, Long> lastTrades() {
        return upstream.simulator().stats().lastTradePerSymbol();
    }
}
