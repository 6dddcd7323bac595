// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static dev.wsproxy.simulator.Channel.BARS;
import static dev.wsproxy.simulator.Channel.DAILY_BARS;
import static dev.wsproxy.simulator.Channel.IMBALANCES;
import static dev.wsproxy.simulator.Channel.NEWS;
import static dev.wsproxy.simulator.Channel.ORDERBOOKS;
import static dev.wsproxy.simulator.Channel.QUOTES;
import static dev.wsproxy.simulator.Channel.TRADES;
import static dev.wsproxy.simulator.Channel.UPDATED_BARS;

import java.util.EnumSet;
import java.util.Set;

/** What is traded on a feed, or told of it. Feeds of one kind have the same messages. */
enum Kind {
    STOCKS(without(EnumSet.range(TRADES, IMBALANCES), ORDERBOOKS)),
    TEST(EnumSet.of(TRADES, QUOTES, BARS)),
    CRYPTO(EnumSet.of(TRADES, QUOTES, ORDERBOOKS, BARS, UPDATED_BARS, DAILY_BARS)),
    OPTIONS(EnumSet.of(TRADES, QUOTES)),
    ARTICLES(EnumSet.of(NEWS)),
    /** What becomes of an account's orders, in a protocol of its own. */
    ORDERS(EnumSet.noneOf(Channel.class));

    private final Set<Channel> channels;

    Kind(Set<Channel> channels) {
        this.channels = channels;
    }

    private static Set<Channel> without(EnumSet<Channel> channels, Channel other) {
        channels.remove(other);
        return channels;
    }

    Set<Channel> channels() {
        return channels;
    }
}
