// SPDX-License-Identifier: MIT
package dev.wsproxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.transport.ClientEvent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecTest {
    static Stream<ClientEvent> events() {
        Failure failure = Failure.of(ErrorCode.UPSTREAM_LOST, 1006, "the upstream went away");
        return Stream.of(
                new ClientEvent.Opened(12, true, "alpaca"),
                new ClientEvent.OpenFailed(failure),
                new ClientEvent.Authenticated(),
                new ClientEvent.Closed(failure),
                new ClientEvent.ErrorReported(failure),
                new ClientEvent.Reconnecting(failure),
                new ClientEvent.Reconnected(),
                new ClientEvent.Gap(1, 2, failure),
                new ClientEvent.SubscriptionChanged(5, Set.of("AAPL", "MSFT")),
                new ClientEvent.SubscriptionRefused(6, failure));
    }

    @ParameterizedTest
    @MethodSource("events")
    void decodesTheEventThatWasEncoded(ClientEvent event) {
        assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
    }

    @Test
    void knowsEveryEventThereIs() {
        Set<Class<?>> tested = events().map(Object::getClass).collect(Collectors.toSet());
        assertThat(tested).containsExactlyInAnyOrder(ClientEvent.class.getPermittedSubclasses());
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number)).doesNotHaveDuplicates();
    }
}
