// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.Map;

/**
 * Where the walk of a pair begins, and how fine its prices are.
 *
 * @param ticks the price
 * @param places how many decimal places a tick stands for
 */
record CryptoPair(long ticks, int places) {
    private static final int CHEAPEST_TICKS = 20_000;
    private static final int RANGE_TICKS = 400_000;
    private static final Map<String, CryptoPair> WELL_KNOWN = Map.of(
            "AVAX/USD", new CryptoPair(47_299, 3),
            "BTC/USD", new CryptoPair(7_185_953, 2),
            "DOGE/USD", new CryptoPair(16_842, 5),
            "ETH/USD", new CryptoPair(394_215, 2),
            "SOL/USD", new CryptoPair(178_430, 3));

    /** Any other pair gets a price of its own that is the same every time. */
    static CryptoPair of(String symbol) {
        CryptoPair known = WELL_KNOWN.get(symbol);
        return known != null
                ? known
                : new CryptoPair(CHEAPEST_TICKS + Math.floorMod(symbol.hashCode(), RANGE_TICKS), 4);
    }
}
