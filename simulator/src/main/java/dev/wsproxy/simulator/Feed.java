// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static dev.wsproxy.simulator.Channel.BARS;
import static dev.wsproxy.simulator.Channel.IMBALANCES;
import static dev.wsproxy.simulator.Channel.QUOTES;
import static dev.wsproxy.simulator.Channel.TRADES;

import java.util.EnumSet;
import java.util.Set;

/** An endpoint: what clients connect to, each with its own limit of connections per account. */
public enum Feed {
    IEX("/v2/iex", EnumSet.range(TRADES, IMBALANCES)),
    SIP("/v2/sip", EnumSet.range(TRADES, IMBALANCES)),
    DELAYED_SIP("/v2/delayed_sip", EnumSet.range(TRADES, IMBALANCES)),
    /** Has one symbol, {@value Simulator#TEST_SYMBOL}. */
    TEST("/v2/test", EnumSet.of(TRADES, QUOTES, BARS));

    private final String path;
    private final Set<Channel> channels;

    Feed(String path, Set<Channel> channels) {
        this.path = path;
        this.channels = channels;
    }

    /** The path of the URL, such as {@code "/v2/iex"}. */
    public String path() {
        return path;
    }

    boolean has(Channel channel) {
        return channels.contains(channel);
    }

    static Feed of(String path) {
        for (Feed feed : values()) {
            if (feed.path.equals(path)) {
                return feed;
            }
        }
        throw new IllegalArgumentException(
                "no such feed: path=" + path + ", known=/v2/iex /v2/sip /v2/delayed_sip /v2/test");
    }
}
