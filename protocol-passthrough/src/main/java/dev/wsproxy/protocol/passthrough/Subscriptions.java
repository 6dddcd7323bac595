// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.passthrough;

import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.SubscriptionRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Who wants which symbols, and the texts with which that is asked of the upstream.
 *
 * <p>A text may speak of several symbols. To subscribe it is needed as soon as one of them is new; to unsubscribe it must
 * wait until nobody wants any of them, so it is kept until then.
 */
final class Subscriptions {
    private record Topic(String channel, String symbol) {}

    private record Entry(String text, Recipients slots) {}

    private final Map<Topic, Entry> entries = new LinkedHashMap<>();
    private final Set<SubscriptionRequest> farewells = new LinkedHashSet<>();

    /** Those of the symbols that somebody else wants. */
    Set<String> wantedByOthers(int slot, SubscriptionRequest request) {
        return matching(request, topic -> {
            Entry entry = entries.get(topic);
            return entry != null && entry.slots().size() > (entry.slots().contains(slot) ? 1 : 0);
        });
    }

    /** Whether the upstream has to be asked for any of the symbols. */
    boolean isNews(SubscriptionRequest request) {
        return !matching(request, topic -> !entries.containsKey(topic)).isEmpty();
    }

    void add(int slot, SubscriptionRequest request) {
        for (String symbol : request.symbols()) {
            entries.computeIfAbsent(
                            new Topic(request.channel(), symbol),
                            topic -> new Entry(request.message(), new Recipients()))
                    .slots()
                    .add(slot);
        }
    }

    /** @return the texts to send upstream now */
    List<String> remove(int slot, SubscriptionRequest request) {
        for (String symbol : request.symbols()) {
            release(slot, new Topic(request.channel(), symbol));
        }
        if (!request.message().isEmpty()) {
            farewells.add(request);
        }
        return due();
    }

    /** @return the texts to send upstream now, as far as somebody has said how to unsubscribe */
    List<String> removeAll(int slot) {
        List.copyOf(entries.keySet()).forEach(topic -> release(slot, topic));
        return due();
    }

    /** The texts that bring back everything that is wanted, in the order in which it was asked for, each once. */
    Set<String> texts() {
        return entries.values().stream().map(Entry::text).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void release(int slot, Topic topic) {
        Entry entry = entries.get(topic);
        if (entry != null) {
            entry.slots().remove(slot);
            if (entry.slots().isEmpty()) {
                entries.remove(topic);
            }
        }
    }

    private List<String> due() {
        List<String> texts = new ArrayList<>();
        farewells.removeIf(request -> {
            boolean unwanted = matching(request, entries::containsKey).isEmpty();
            if (unwanted) {
                texts.add(request.message());
            }
            return unwanted;
        });
        return texts;
    }

    private static Set<String> matching(SubscriptionRequest request, Predicate<Topic> condition) {
        return request.symbols().stream()
                .filter(symbol -> condition.test(new Topic(request.channel(), symbol)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
