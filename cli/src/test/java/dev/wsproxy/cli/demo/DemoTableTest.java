// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.cli.Json;
import dev.wsproxy.cli.TextTable;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoTableTest {
    private static final ClientReport REPORT =
            new ClientReport("alice", 3, true, 99, 12_345, 401.4, 1, 17, 12.34, 99.96);

    @Test
    void showsAClientInARow() {
        TextTable table =
                new TextTable("CLIENT", "SYMBOLS", "CONN", "RECEIVED", "RATE", "GAPS", "MISSED", "P50", "P99");
        DemoTable.row(REPORT, DemoSymbols.ALL.get(0), table);
        assertThat(table.lines().get(1).split("\\s{2,}"))
                .containsExactly("alice", "AAPL,MSFT,NVDA,SPY", "opened 3", "12345", "401", "1", "17", "12.3", "100.0");
    }

    @Test
    void showsAClientInALineWhereThereIsNoTerminal() {
        assertThat(DemoTable.plain(REPORT))
                .isEqualTo("alice  received 12345, rate 401/s, gaps 1, latency p50 12.3 µs, p99 100.0 µs");
    }

    @Test
    void reportsSurviveTheWayBetweenTheProcesses() {
        assertThat(Json.read(Json.line(REPORT), ClientReport.class)).isEqualTo(REPORT);
    }

    @Test
    void givesEachClientSymbolsInCommonWithEachOther() {
        for (DemoSymbols one : DemoSymbols.ALL) {
            for (DemoSymbols other : DemoSymbols.ALL) {
                Set<String> common = new HashSet<>(one.symbols());
                common.retainAll(other.symbols());
                assertThat(common).isNotEmpty();
            }
        }
    }
}
