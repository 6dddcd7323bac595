// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.transport.Recipients;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final Feed FEED = Feed.of(URI.create(Requests.URL)).orElseThrow();
    private static final Channel TRADES = FEED.channel("trades").orElseThrow();
    private static final Channel QUOTES = FEED.channel("quotes").orElseThrow();
    private static final Channel CORRECTIONS = FEED.channel("corrections").orElseThrow();

    private final Routes routes = new Routes(FEED);

    private static Text text(String symbol) {
        byte[] bytes = ("..." + symbol + "...").getBytes(UTF_8);
        Text text = new Text();
        text.set(bytes, 3, bytes.length - 3);
        return text;
    }

    private static Set<Integer> slots(Recipients recipients) {
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

    /** Against maps of sets. */
    @Property(tries = 200)
    void agreesWithASimpleModel(@ForAll long seed) {
        Random random = new Random(seed);
        Routes tested = new Routes(FEED);
        Map<String, Set<Integer>> model = new HashMap<>();
        for (int i = 0; i < 1500; i++) {
            Channel channel = FEED.channels().get(random.nextInt(7));
            String symbol = random.nextInt(20) == 0 ? "*" : "S" + random.nextInt(200);
            int slot = random.nextInt(100);
            Set<Integer> slots = model.computeIfAbsent(channel.name() + symbol, key -> new TreeSet<>());
            if (random.nextInt(3) > 0) {
                tested.add(channel, symbol, slot);
                slots.add(slot);
            } else {
                tested.remove(channel, symbol, slot);
                slots.remove(slot);
            }
        }
        for (int i = 0; i < 210; i++) {
            Set<Integer> any = new TreeSet<>();
            for (Channel channel : FEED.channels().subList(0, 7)) {
                Set<Integer> expected = new TreeSet<>(model.getOrDefault(channel.name() + "S" + i, Set.of()));
                expected.addAll(model.getOrDefault(channel.name() + "*", Set.of()));
                any.addAll(expected);
                assertThat(slots(tested.recipients(channel, text("S" + i)))).isEqualTo(expected);
            }
            assertThat(slots(tested.onAnyChannel(text("S" + i)))).isEqualTo(any);
        }
    }
}
