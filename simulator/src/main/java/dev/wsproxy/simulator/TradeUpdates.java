// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Makes up what becomes of orders, each an order of its own, numbered from 1. Safe for use by several threads. */
final class TradeUpdates {
    private static final String QUANTITY = "10";
    private static final String PRICE = "227.5";

    private final AtomicLong last = new AtomicLong();

    /** @param event such as {@code fill}, which the order then has as its status */
    Map<String, Object> next(String event, String symbol) {
        long number = last.incrementAndGet();
        Instant now = Instant.now();
        boolean filled = event.equals("fill") || event.equals("partial_fill");
        Map<String, Object> data = Members.of("event", event, "execution_id", new UUID(0, number).toString());
        if (filled) {
            data.putAll(Members.of("price", PRICE, "qty", QUANTITY, "position_qty", QUANTITY));
        }
        data.putAll(Members.of("timestamp", now, "order", order(number, event, symbol, filled, now)));
        return Members.of("stream", AccountSession.TRADE_UPDATES, "data", data);
    }

    private static Map<String, Object> order(long number, String event, String symbol, boolean filled, Instant now) {
        Map<String, Object> order = Members.of("id", new UUID(1, number).toString());
        order.putAll(Members.of("client_order_id", "simulated-" + number, "created_at", now, "updated_at", now));
        order.putAll(Members.of("asset_class", "us_equity", "symbol", symbol, "qty", QUANTITY));
        order.putAll(Members.of("filled_qty", filled ? QUANTITY : "0", "order_type", "market", "type", "market"));
        order.putAll(Members.of("side", "buy", "time_in_force", "day", "status", filled ? "filled" : event));
        return order;
    }
}
