// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientEvent.SubscriptionChanged;
import dev.wsproxy.transport.ClientEvent.SubscriptionRefused;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What a client would see if it were alone on the wire: the answers to its requests in their order, and its data. */
final class LoneClient {
    /** An answer that is due: a text, or the outcome of a change. */
    record Due(String text, boolean add, Map<String, Set<String>> change, OptionalLong correlationId) {
        static Due text(String text) {
            return new Due(text, false, Map.of(), OptionalLong.empty());
        }
    }

    private static final Map<String, String> CHANNEL_OF_TYPE =
            Map.of("t", "trades", "c", "trades", "x", "trades", "q", "quotes", "b", "bars", "s", "statuses");

    private final Deque<Due> due = new ArrayDeque<>();
    private final Map<String, Set<String>> state = new TreeMap<>();
    private OptionalLong awaitedEvent = OptionalLong.empty();

    void expect(String text) {
        due.add(Due.text(text));
    }

    void expect(boolean add, Map<String, Set<String>> change, OptionalLong correlationId) {
        due.add(new Due("", add, change, correlationId));
    }

    boolean isSettled() {
        return due.isEmpty() && awaitedEvent.isEmpty();
    }

    Set<String> symbols(String channel) {
        return state.getOrDefault(channel, Set.of());
    }

    boolean wants(String type, String symbol) {
        String channel = CHANNEL_OF_TYPE.get(type);
        return channel == null
                ? state.values().stream().anyMatch(symbols -> symbols.contains(symbol) || symbols.contains("*"))
                : symbols(channel).contains(symbol) || symbols(channel).contains("*");
    }

    /** A control message arrived: it must be the answer that is due, or a refusal that is legitimate. */
    void received(String message, Predicate<Due> mayBeRefused) {
        assertThat(due).as("an answer that nobody asked for: %s", message).isNotEmpty();
        Due next = due.remove();
        if (!next.text().isEmpty()) {
            assertThat(message).isEqualTo(next.text());
        } else if (message.startsWith("[{\"T\":\"error\"")) {
            assertThat(next.correlationId())
                    .as("the library's request is answered by an event")
                    .isEmpty();
            assertThat(mayBeRefused).as("%s for %s", message, next).accepts(next);
        } else {
            apply(next);
            assertThat(parsed(message)).isEqualTo(acknowledged());
            awaitedEvent = next.correlationId();
        }
    }

    void told(ClientEvent event, Set<String> heldByOthers, Predicate<Due> mayBeRefused) {
        if (event instanceof SubscriptionChanged changed) {
            assertThat(awaitedEvent).hasValue(changed.correlationId());
            assertThat(changed.existing()).isSubsetOf(heldByOthers);
            awaitedEvent = OptionalLong.empty();
        } else if (event instanceof SubscriptionRefused refused) {
            Due next = due.remove();
            assertThat(next.correlationId()).hasValue(refused.correlationId());
            assertThat(mayBeRefused).as("%s for %s", refused, next).accepts(next);
        } else {
            assertThat(event).isInstanceOf(ClientEvent.Authenticated.class);
        }
    }

    private void apply(Due next) {
        next.change().forEach((channel, symbols) -> {
            Set<String> held = state.computeIfAbsent(channel, key -> new TreeSet<>());
            if (next.add()) {
                held.addAll(symbols);
            } else {
                held.removeAll(symbols);
            }
        });
    }

    private Map<String, Set<String>> acknowledged() {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        for (String channel : FakeAlpaca.CHANNELS) {
            boolean mirror = channel.equals("corrections") || channel.equals("cancelErrors");
            all.put(channel, symbols(mirror ? "trades" : channel));
        }
        return all;
    }

    private static Map<String, Set<String>> parsed(String message) {
        byte[] bytes = message.getBytes(UTF_8);
        JsonObject object = JsonObject.read(bytes, 1, bytes.length - 1).orElseThrow();
        assertThat(object.text("T")).isEqualTo("subscription");
        Map<String, Set<String>> symbols = new LinkedHashMap<>();
        for (String key : object.members().keySet()) {
            if (!key.equals("T")) {
                List<String> list = object.list(key);
                symbols.put(key, new TreeSet<>(list));
                assertThat(symbols.get(key)).hasSameSizeAs(list);
            }
        }
        return symbols;
    }
}
