// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.Optional;

/** A kind of data that a client subscribes to by symbol. The order is that of an acknowledgement. */
public enum Channel {
    TRADES("trades"),
    QUOTES("quotes"),
    /** Of the crypto feeds. */
    ORDERBOOKS("orderbooks"),
    BARS("bars"),
    UPDATED_BARS("updatedBars"),
    DAILY_BARS("dailyBars"),
    STATUSES("statuses"),
    LULDS("lulds"),
    /** Follows {@link #TRADES}: cannot be subscribed to by itself. */
    CORRECTIONS("corrections"),
    /** Follows {@link #TRADES}: cannot be subscribed to by itself. */
    CANCEL_ERRORS("cancelErrors"),
    IMBALANCES("imbalances"),
    /** Of the news feed. */
    NEWS("news"),
    /** Of the perpetual futures feed, which this simulator does not have. */
    PRICING("pricing");

    private final String key;

    Channel(String key) {
        this.key = key;
    }

    /** The name in messages, such as {@code "updatedBars"}. */
    public String key() {
        return key;
    }

    boolean followsTrades() {
        return this == CORRECTIONS || this == CANCEL_ERRORS;
    }

    static Optional<Channel> of(String key) {
        for (Channel channel : values()) {
            if (channel.key.equals(key)) {
                return Optional.of(channel);
            }
        }
        return Optional.empty();
    }
}
