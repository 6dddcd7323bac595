// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientEvent.Authenticated;
import dev.wsproxy.transport.ClientEvent.ErrorReported;
import dev.wsproxy.transport.ClientEvent.SubscriptionChanged;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What a client would see if it were alone on the account stream: the answers to its requests in their order. */
final class LoneListener {
    private record Due(UnaryOperator<Set<String>> change, OptionalLong correlationId) {}

    private final Deque<Due> due = new ArrayDeque<>();
    private Set<String> streams = Set.of();
    private OptionalLong awaitedEvent = OptionalLong.empty();
    private String first;

    /** @param first what it is told before anything else */
    LoneListener(String first) {
        this.first = first;
    }

    void replaces(Set<String> wanted) {
        due.add(new Due(before -> wanted, OptionalLong.empty()));
    }

    void adds(Set<String> added, long correlationId) {
        due.add(new Due(before -> union(before, added), OptionalLong.of(correlationId)));
    }

    void removes(Set<String> removed, long correlationId) {
        due.add(new Due(before -> difference(before, removed), OptionalLong.of(correlationId)));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> union = new TreeSet<>(one);
        union.addAll(other);
        return union;
    }

    private static Set<String> difference(Set<String> one, Set<String> other) {
        Set<String> rest = new TreeSet<>(one);
        rest.removeAll(other);
        return rest;
    }

    Set<String> streams() {
        return streams;
    }

    boolean isSettled() {
        return first.isEmpty() && due.isEmpty() && awaitedEvent.isEmpty();
    }

    void received(String message) {
        if (!first.isEmpty()) {
            assertThat(message).isEqualTo(first);
            first = "";
            return;
        }
        assertThat(due).as("an answer that nobody asked for: %s", message).isNotEmpty();
        Due next = due.remove();
        streams = next.change().apply(streams);
        awaitedEvent = next.correlationId();
        byte[] bytes = message.getBytes(UTF_8);
        JsonObject answer = JsonObject.read(bytes, 0, bytes.length).orElseThrow();
        assertThat(answer.text("stream")).isEqualTo("listening");
        assertThat(new TreeSet<>(answer.object("data").list("streams"))).isEqualTo(new TreeSet<>(streams));
    }

    void told(ClientEvent event) {
        if (event instanceof SubscriptionChanged changed) {
            assertThat(awaitedEvent).hasValue(changed.correlationId());
            assertThat(changed.existing()).isSubsetOf("*");
            awaitedEvent = OptionalLong.empty();
        } else {
            assertThat(event).isInstanceOfAny(Authenticated.class, ErrorReported.class);
        }
    }
}
