// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

import java.util.List;

/** A client of the demo and what it wants; the sets overlap. */
record DemoSymbols(String client, List<String> symbols) {
    static final List<DemoSymbols> ALL = List.of(
            new DemoSymbols("alice", List.of("AAPL", "MSFT", "NVDA", "SPY")),
            new DemoSymbols("bob", List.of("MSFT", "NVDA", "TSLA")),
            new DemoSymbols("carol", List.of("AMZN", "NVDA", "SPY", "TSLA")));
}
