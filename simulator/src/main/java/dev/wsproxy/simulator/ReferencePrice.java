// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.Map;

/**
 * Where the walk of a symbol begins.
 *
 * @param cents the price
 * @param tape the consolidated tape that its trades are reported on
 */
record ReferencePrice(long cents, String tape) {
    private static final int CHEAPEST_CENTS = 2_000;
    private static final int RANGE_CENTS = 40_000;
    private static final Map<String, ReferencePrice> WELL_KNOWN = Map.ofEntries(
            Map.entry("AAPL", new ReferencePrice(22_750, "C")),
            Map.entry("AMD", new ReferencePrice(16_240, "C")),
            Map.entry("AMZN", new ReferencePrice(21_980, "C")),
            Map.entry("FAKEPACA", new ReferencePrice(13_550, "N")),
            Map.entry("GOOGL", new ReferencePrice(18_420, "C")),
            Map.entry("JPM", new ReferencePrice(24_860, "A")),
            Map.entry("META", new ReferencePrice(61_200, "C")),
            Map.entry("MSFT", new ReferencePrice(43_890, "C")),
            Map.entry("NVDA", new ReferencePrice(13_260, "C")),
            Map.entry("SPY", new ReferencePrice(59_470, "B")),
            Map.entry("TSLA", new ReferencePrice(34_180, "C")));

    /** Any other symbol gets a price of its own that is the same every time. */
    static ReferencePrice of(String symbol) {
        ReferencePrice known = WELL_KNOWN.get(symbol);
        return known != null
                ? known
                : new ReferencePrice(CHEAPEST_CENTS + Math.floorMod(symbol.hashCode(), RANGE_CENTS), "A");
    }
}
