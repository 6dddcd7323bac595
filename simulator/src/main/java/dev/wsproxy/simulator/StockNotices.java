// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What is told of one stock besides its prices, about its last trade. Not thread-safe. */
final class StockNotices {
    /** Corrected trades are numbered apart, so that trades stay numbered without a gap. */
    private static final long CORRECTED_IDS = 50_000_000_000_000L;

    private static final String EXCHANGE = "V";

    private final String symbol;
    private final String tape;
    private long id;
    private long cents;
    private long size;
    private boolean halted;

    StockNotices(String symbol, String tape) {
        this.symbol = symbol;
        this.tape = tape;
    }

    void traded(long tradeId, long priceCents, long shares) {
        id = tradeId;
        cents = priceCents;
        size = shares;
    }

    /** @param channel corrections, cancelErrors, statuses, lulds, or imbalances */
    Audience.Message next(Channel channel) {
        Map<String, Object> members = switch (channel) {
            case CORRECTIONS -> correction();
            case CANCEL_ERRORS -> cancellation();
            case STATUSES -> status();
            case LULDS -> bands();
            case IMBALANCES -> Members.of("T", "i", "S", symbol, "p", dollars(cents));
            default -> throw new IllegalArgumentException("channel: value=" + channel);
        };
        members.put("z", tape);
        members.put("t", Instant.now());
        return out -> out.value(members);
    }

    private Map<String, Object> correction() {
        Map<String, Object> members = Members.of("T", "c", "S", symbol, "x", EXCHANGE);
        members.putAll(Members.of("oi", id, "op", dollars(cents), "os", size, "oc", List.of("@")));
        members.putAll(Members.of("ci", CORRECTED_IDS + id, "cp", dollars(cents + 1), "cs", size, "cc", List.of("@")));
        return members;
    }

    private Map<String, Object> cancellation() {
        return Members.of("T", "x", "S", symbol, "i", id, "x", EXCHANGE, "p", dollars(cents), "s", size, "a", "C");
    }

    /** A halt and its end take turns. */
    private Map<String, Object> status() {
        halted = !halted;
        boolean utp = tape.equals("C");
        String code = halted ? (utp ? "H" : "2") : (utp ? "T" : "3");
        String text = halted ? "Trading Halt" : "Trading Resumption";
        String reason = halted ? "Trading Halted; News Pending" : "Trading Resumed";
        return Members.of("T", "s", "S", symbol, "sc", code, "sm", text, "rc", halted ? "T1" : "T3", "rm", reason);
    }

    private Map<String, Object> bands() {
        return Members.of(
                "T", "l", "S", symbol, "u", dollars(cents + cents / 20), "d", dollars(cents - cents / 20), "i", "B");
    }

    private static BigDecimal dollars(long cents) {
        return BigDecimal.valueOf(cents, 2);
    }
}
