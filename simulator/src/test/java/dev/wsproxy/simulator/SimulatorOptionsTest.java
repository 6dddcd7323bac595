// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SimulatorOptionsTest {
    @Test
    void listensOnLoopbackAndKnowsTheDemoAccountByDefault() {
        SimulatorOptions options = SimulatorOptions.builder().build();

        assertThat(options.host()).isEqualTo("127.0.0.1");
        assertThat(options.accounts()).containsExactly(new Account("demo-key", "demo-secret"));
        assertThat(options.symbols()).hasSize(10);
    }

    @Test
    void namesTheOptionThatIsOutOfRange() {
        assertRefused(builder -> builder.port(70_000), "port: value=70000, allowed=0..65535");
        assertRefused(builder -> builder.rate(-1), "rate: value=-1, allowed=0..10000000");
        assertRefused(builder -> builder.batchSize(0), "batchSize: value=0, allowed=1..10000");
        assertRefused(builder -> builder.symbolLimit(-1), "symbolLimit: value=-1, allowed=0..");
        assertRefused(builder -> builder.connectionLimit(0), "connectionLimit: value=0, allowed=1..");
        assertRefused(builder -> builder.queueLimitBytes(0), "queueLimitBytes: value=0, allowed=1..");
        assertRefused(builder -> builder.requestLimitBytes(0), "requestLimitBytes: value=0, allowed=1..16777216");
        assertRefused(builder -> builder.barInterval(Duration.ZERO), "barInterval: value=PT0S, must be more than 0");
        assertRefused(
                builder -> builder.symbols(List.of("aapl")), "symbol: value=aapl, allowed=A-Z 0-9 . / -, at most 21");
        assertRefused(builder -> builder.symbols(List.of("A", "A")), "symbols: value=[A, A], each may be named once");
        assertRefused(
                builder -> builder.cryptoSymbols(List.of("BTCUSD")),
                "symbol: value=BTCUSD, allowed on a crypto feed=a pair such as BTC/USD");
        assertRefused(
                builder -> builder.optionSymbols(List.of("AAPL")),
                "symbol: value=AAPL, allowed on an option feed=a contract such as AAPL261218C00230000");
        assertRefused(
                builder -> builder.eventInterval(Duration.ofSeconds(-1)),
                "eventInterval: value=PT-1S, must not be less than 0");
        assertRefused(
                builder -> builder.symbols(List.of("FAKEPACA")),
                "symbol: value=FAKEPACA is on /v2/test always and on no other feed");
    }

    private static void assertRefused(UnaryOperator<SimulatorOptionsBuilder> options, String message) {
        assertThatThrownBy(() -> options.apply(SimulatorOptions.builder()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
