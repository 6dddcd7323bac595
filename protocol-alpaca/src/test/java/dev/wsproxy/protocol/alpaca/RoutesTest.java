// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.transport.Recipients;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RoutesTest {
    static final Feed FEED = Feed.of(URI.create(Requests.URL)).orElseThrow();
    private static final Channel TRADES = FEED.channel("trades").orElseThrow();
    private static final Channel QUOTES = FEED.channel("quotes").orElseThrow();
    private static final Channel CORRECTIONS = FEED.channel("corrections").orElseThrow();

    private final Routes routes = new Routes(FEED);

    static Text text(String symbol) {
        byte[] bytes = ("..." + symbol + "...").getBytes(UTF_8);
        Text text = new Text();
        text.set(bytes, 3, bytes.length - 3);
        return text;
    }

    static Set<Integer> slots(Recipients recipients) {
        Set<Integer> slots = new TreeSet<>();
        for (int slot = recipients.next(0); slot >= 0; slot = recipients.next(slot + 1)) {
            slots.add(slot);
        }
        return slots;
    }

    @Test
    void keepsChannelsApart() {
        routes.add(TRADES, "AAPL", 1);
        routes.add(QUOTES, "AAPL", 2);
        assertThat(slots(routes.recipients(TRADES, text("AAPL")))).containsExactly(1);
        assertThat(slots(routes.recipients(QUOTES, text("AAPL")))).containsExactly(2);
        assertThat(slots(routes.recipients(TRADES, text("AAPLX")))).isEmpty();
    }

    @Test
    void sendsCorrectionsToSubscribersOfTrades() {
        routes.add(TRADES, "AAPL", 1);
        assertThat(slots(routes.recipients(CORRECTIONS, text("AAPL")))).containsExactly(1);
    }

    @Test
    void addsSubscribersOfAllSymbols() {
        routes.add(TRADES, "AAPL", 1);
        routes.add(TRADES, "*", 2);
        routes.add(TRADES, "MSFT", 3);
        assertThat(slots(routes.recipients(TRADES, text("AAPL")))).containsExactly(1, 2);
        assertThat(slots(routes.recipients(TRADES, text("MSFT")))).containsExactly(2, 3);
        assertThat(slots(routes.recipients(TRADES, text("GOOG")))).containsExactly(2);
        assertThat(slots(routes.recipients(QUOTES, text("AAPL")))).isEmpty();
        assertThat(slots(routes.subscribers(TRADES, "*"))).containsExactly(2);
        routes.remove(TRADES, "*", 2);
        assertThat(slots(routes.recipients(TRADES, text("AAPL")))).containsExactly(1);
    }

    @Test
    void sendsUnknownTypesToSubscribersOnAnyChannel() {
        routes.add(TRADES, "AAPL", 1);
        routes.add(QUOTES, "AAPL", 2);
        routes.add(QUOTES, "*", 3);
        assertThat(slots(routes.onAnyChannel(text("AAPL")))).containsExactly(1, 2, 3);
        assertThat(slots(routes.onAnyChannel(text("MSFT")))).containsExactly(3);
        routes.remove(TRADES, "AAPL", 1);
        assertThat(slots(routes.onAnyChannel(text("AAPL")))).containsExactly(2, 3);
    }

    @Test
    void doesNotGrowWithSymbolsThatNobodyWantsAnyMore() {
        for (int i = 0; i < 100_000; i++) {
            routes.add(TRADES, "S" + i, 0);
            routes.remove(TRADES, "S" + i, 0);
        }
        assertThat(routes.capacity()).isLessThanOrEqualTo(128);
    }
}
