// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.List;

/** The trades and quotes of one stock. Keys are in the order of the real service. */
final class StockFormat {
    private static final int CENTS = 2;

    private final Template trade;
    private final Template quote;

    StockFormat(String symbol, String tape) {
        trade = Template.of("t", symbol)
                .holes("i")
                .constant("x", "V")
                .holes("p", "s")
                .constant("c", List.of("@"))
                .constant("z", tape)
                .holes("t")
                .received();
        quote = Template.of("q", symbol)
                .constant("bx", "V")
                .holes("bp", "bs")
                .constant("ax", "V")
                .holes("ap", "as")
                .constant("c", List.of("R"))
                .constant("z", tape)
                .holes("t")
                .received();
    }

    void trade(long id, long cents, long size, Instant time, MessageWriter out) {
        out.begin(trade)
                .integer(id)
                .decimal(cents, CENTS)
                .integer(size)
                .time(time)
                .received(time);
    }

    void quote(long bidCents, long bidSize, long askCents, long askSize, Instant time, MessageWriter out) {
        out.begin(quote)
                .decimal(bidCents, CENTS)
                .integer(bidSize)
                .decimal(askCents, CENTS)
                .integer(askSize)
                .time(time)
                .received(time);
    }
}
