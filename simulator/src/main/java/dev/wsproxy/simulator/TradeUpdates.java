// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Makes up what becomes of orders, each an order of its own, numbered from 1. Safe for use by several threads. */
final class TradeUpdates {
    private static final String QUANTITY = "10";
    private static final String PART = "4";
    private static final String NOTHING = "0";
    private static final String PRICE = "227.5";

    private final AtomicLong last = new AtomicLong();

    /** @param event such as {@code fill}, from which the status of the order follows */
    Map<String, Object> next(String event, String symbol) {
        long number = last.incrementAndGet();
        Instant now = Instant.now();
        String filled = filled(event);
        Map<String, Object> data = Members.of("event", event, "execution_id", new UUID(0, number).toString());
        if (!filled.equals(NOTHING)) {
            data.putAll(Members.of("price", PRICE, "qty", filled, "position_qty", filled));
        }
        data.putAll(Members.of("timestamp", now, "order", order(number, event, symbol, filled, now)));
        return Members.of("stream", AccountSession.TRADE_UPDATES, "data", data);
    }

    private static Map<String, Object> order(long number, String event, String symbol, String filled, Instant now) {
        Map<String, Object> order = Members.of("id", new UUID(1, number).toString());
        order.putAll(Members.of("client_order_id", "simulated-" + number));
        order.putAll(Members.of("created_at", now, "updated_at", now, "submitted_at", now));
        order.putAll(Members.of("asset_class", "us_equity", "symbol", symbol, "qty", QUANTITY));
        order.putAll(Members.of("filled_qty", filled, "order_class", "simple"));
        order.putAll(Members.of("order_type", "market", "type", "market", "side", "buy", "time_in_force", "day"));
        order.putAll(Members.of("status", status(event), "extended_hours", false));
        return order;
    }

    private static String filled(String event) {
        return switch (event) {
            case "fill" -> QUANTITY;
            case "partial_fill" -> PART;
            default -> NOTHING;
        };
    }

    private static String status(String event) {
        return switch (event) {
            case "fill" -> "filled";
            case "partial_fill" -> "partially_filled";
            default -> event;
        };
    }
}
