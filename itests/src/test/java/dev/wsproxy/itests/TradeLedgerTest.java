// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.client.Gap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TradeLedgerTest {
    private final List<String> violations = new ArrayList<>();
    private final TradeLedger ledger = new TradeLedger(violations::add);

    private void trades(String symbol, long... numbers) {
        for (long number : numbers) {
            ledger.trade(symbol, number);
        }
    }

    private void gap(Gap.Cause cause, long missed) {
        ledger.gap(new Gap(cause, missed, 0, 0, 0, 0, Failure.of(ErrorCode.SLOW_CLIENT, "a gap")));
    }

    @Test
    void acceptsWhatIsWhole() {
        trades("A", 7, 8, 9);
        trades("B", 1, 2);
        assertThat(violations).isEmpty();
        assertThat(ledger.state().received()).isEqualTo(5);
    }

    @Test
    void noticesWhatIsLostDoubledOrOutOfOrder() {
        trades("A", 7, 9);
        assertThat(violations).hasSize(1).first().asString().contains("no gap was told");
        trades("A", 9);
        trades("A", 8);
        assertThat(violations).hasSize(3);
    }

    @Test
    void acceptsAGapOfTheRightSize() {
        trades("A", 1);
        trades("B", 1);
        gap(Gap.Cause.OVERTAKEN, 5);
        trades("A", 5);
        trades("B", 4);
        trades("A", 6);
        assertThat(violations).isEmpty();
    }

    @Test
    void noticesAGapThatSaysTooLittle() {
        trades("A", 1);
        gap(Gap.Cause.OVERTAKEN, 2);
        trades("A", 5);
        assertThat(violations).containsExactly("3 are missing and 2 were announced");
    }

    @Test
    void noticesAGapThatSaysTooMuch() {
        trades("A", 1);
        trades("B", 1);
        gap(Gap.Cause.OVERTAKEN, 4);
        trades("A", 5);
        assertThat(violations).isEmpty();
        trades("B", 2);
        assertThat(violations).containsExactly("3 are missing, but 4 were announced");
    }

    @Test
    void excusesOnceWhatIsMissingAfterAGapOfUnknownSize() {
        trades("A", 1);
        gap(Gap.Cause.UPSTREAM_LOST, Gap.UNKNOWN);
        trades("A", 100, 101);
        assertThat(violations).isEmpty();
        trades("A", 103);
        assertThat(violations).hasSize(1);
    }

    @Test
    void writesItsStateAndReadsItAgain() {
        trades("A", 1);
        gap(Gap.Cause.OVERTAKEN, 4);
        TradeLedger.State state = ledger.state();
        assertThat(TradeLedger.State.parse(state.toString())).isEqualTo(state);
    }
}
