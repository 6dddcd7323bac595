// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestLimitsTest {
    private static final String SECRET = "sesame";

    static Stream<Arguments> tooMuch() {
        String url = "wss://example.org/";
        return Stream.of(
                Arguments.of(open(url + SECRET + "x".repeat(8192), Map.of(), List.of(), List.of()), "the URL has"),
                Arguments.of(open(url, headers(101, SECRET), List.of(), List.of()), "101 headers, and may have 100"),
                Arguments.of(
                        open(url, headers(2, SECRET.repeat(2_000)), List.of(), List.of()),
                        "characters, and may have 16384"),
                Arguments.of(open(url, Map.of(), many(33, SECRET), List.of()), "33 subprotocols, and may have 32"),
                Arguments.of(
                        open(url, Map.of(), List.of(SECRET.repeat(100)), List.of()),
                        "600 characters, and may have 256"),
                Arguments.of(
                        open(url, Map.of(), List.of(), many(101, SECRET)), "101 opening messages, and may have 100"));
    }

    private static OpenRequest open(
            String url, Map<String, String> headers, List<String> subprotocols, List<String> openingMessages) {
        return new OpenRequest(url, "", "", headers, subprotocols, openingMessages, "");
    }

    private static Map<String, String> headers(int count, String value) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "x-" + i, i -> value));
    }

    private static List<String> many(int count, String text) {
        return Collections.nCopies(count, text);
    }

    @ParameterizedTest
    @MethodSource
    void tooMuch(OpenRequest request, String sentence) {
        assertThatThrownBy(() -> RequestLimits.check(request))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED))
                .hasMessageContaining(sentence)
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @MethodSource
    void tooMuchToSubscribeTo(SubscriptionRequest request, String sentence) {
        assertThatThrownBy(() -> RequestLimits.check(request))
                .hasMessageStartingWith("LIMIT_EXCEEDED: ")
                .hasMessageContaining(sentence);
    }

    static Stream<Arguments> tooMuchToSubscribeTo() {
        return Stream.of(
                Arguments.of(
                        new SubscriptionRequest("c".repeat(257), List.of("A"), ""), "the channel has 257 characters"),
                Arguments.of(
                        new SubscriptionRequest("trades", many(65_537, "A"), ""), "65537 symbols, and may have 65536"),
                Arguments.of(
                        new SubscriptionRequest("trades", List.of("A".repeat(257)), ""),
                        "a symbol has 257 characters, and may have 256"));
    }

    @Test
    void letsThroughWhatIsWithin() {
        RequestLimits.checkName("n".repeat(100));
        RequestLimits.check(open("wss://example.org/", headers(100, "v"), many(32, "p"), many(100, "m")));
        RequestLimits.check(new SubscriptionRequest("trades", many(65_536, "A"), ""));
    }

    @Test
    void refusesTheOpenAndNothingElse(@TempDir Path directory) {
        TestBench bench = TestBench.ready(directory);
        FakeClient client = bench.transport.join("greedy");
        client.open(1, "wss://example.org/" + "x".repeat(10_000));
        assertThat(client.got())
                .singleElement()
                .isInstanceOfSatisfying(
                        ClientEvent.OpenFailed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED));
        assertThatThrownBy(() -> bench.transport.join("n".repeat(101)))
                .hasMessageContaining("the client's name has 101 characters, and may have 100");
    }
}
