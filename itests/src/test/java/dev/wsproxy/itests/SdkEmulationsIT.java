// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ProxyStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What SDKs do that cannot be run here, frame by frame: the one for C#, and older versions of the others. */
class SdkEmulationsIT extends EndpointScene {
    private static final String CONNECTED = "[{\"T\":\"success\",\"msg\":\"connected\"}]";
    private static final String AUTHENTICATED = "[{\"T\":\"success\",\"msg\":\"authenticated\"}]";
    private static final String AUTH = "{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}";
    private static final Map<String, String> MSGPACK_AUTH =
            Map.of("action", "auth", "key", "demo-key", "secret", "demo-secret");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Recorder local = new Recorder();

    @BeforeEach
    void joinLocally() {
        local(playground, local).open(upstream.open()).subscribe("trades", "SPY");
    }

    private EmulatedSdk connect(String path, String... headers) {
        return playground.keep(EmulatedSdk.connect(http, URI.create(endpoint(playground) + path), headers));
    }

    /** The SDK for C#, which is told of a proxy by {@code DATA_PROXY_WS}. */
    @Test
    void reauthenticatesOnTheBarePathAndSubscribesInChunks() {
        EmulatedSdk sdk = connect("");
        assertThat(sdk.next()).isEqualTo(CONNECTED);
        sdk.send("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}");
        assertThat(sdk.next()).isEqualTo("[{\"T\":\"error\",\"code\":401,\"msg\":\"not authenticated\"}]");
        sdk.send(AUTH);
        assertThat(sdk.next()).isEqualTo(AUTHENTICATED);
        sdk.send(AUTH);
        assertThat(sdk.next()).isEqualTo("[{\"T\":\"error\",\"code\":403,\"msg\":\"already authenticated\"}]");
        sdk.send("{\"action\":\"subscribe\",\"trades\":[\"AAPL\",\"MSFT\"],\"quotes\":[],\"bars\":[]}");
        sdk.send("{\"action\":\"subscribe\",\"trades\":[\"NVDA\"],\"quotes\":[\"NVDA\"]}");
        assertThat(symbols(sdk.nextAcknowledgement(), "trades")).containsExactly("AAPL", "MSFT");
        JsonNode state = sdk.nextAcknowledgement();
        assertThat(symbols(state, "trades")).containsExactly("AAPL", "MSFT", "NVDA");
        assertThat(symbols(state, "quotes")).containsExactly("NVDA");
        upstream.simulator().publishTrades("SPY", 1);
        upstream.simulator().publishTrades("NVDA", 1);
        assertThat(sdk.next()).startsWith("[{\"T\":\"t\",\"S\":\"NVDA\",\"i\":1,");
        assertOneConnection();
    }

    /** alpaca-trade-api-python. */
    @Test
    void speaksMsgpackOnAPathWithATrailingSlash() {
        EmulatedSdk sdk = connect(FEED + "/", EmulatedSdk.MSGPACK);
        assertThat(sdk.next()).isEqualTo(CONNECTED);
        sdk.send(MSGPACK_AUTH);
        assertThat(sdk.next()).isEqualTo(AUTHENTICATED);
        Map<String, Object> subscribe = new LinkedHashMap<>();
        subscribe.put("trades", List.of("AAPL"));
        subscribe.put("action", "subscribe");
        sdk.send(subscribe);
        assertThat(symbols(sdk.nextAcknowledgement(), "trades")).containsExactly("AAPL");
        upstream.simulator().publishTrades("AAPL", 1);
        assertThat(sdk.next()).startsWith("[{\"T\":\"t\",\"S\":\"AAPL\",\"i\":1,");
        assertOneConnection();
    }

    /** Go with {@code DATA_PROXY_WS} and {@code DATA_CRYPTO_PROXY_WS}; it names every channel, most of them as nil. */
    @Test
    void findsFeedsByTheirShortPaths() {
        Map<String, List<String>> wanted = Map.of("/iex", List.of("AAPL"), "/us", List.of("BTC/USD"));
        wanted.forEach((path, symbols) -> {
            EmulatedSdk sdk = connect(path, EmulatedSdk.MSGPACK);
            assertThat(sdk.next()).isEqualTo(CONNECTED);
            sdk.send(MSGPACK_AUTH);
            assertThat(sdk.next()).isEqualTo(AUTHENTICATED);
            Map<String, Object> subscribe = new LinkedHashMap<>();
            subscribe.put("news", null);
            subscribe.put("orderbooks", null);
            subscribe.put("pricing", null);
            subscribe.put("trades", symbols);
            subscribe.put("lulds", null);
            subscribe.put("action", "subscribe");
            sdk.send(subscribe);
            assertThat(symbols(sdk.nextAcknowledgement(), "trades")).containsExactlyElementsOf(symbols);
            upstream.simulator().publishTrades(symbols.get(0), 1);
            assertThat(sdk.next()).contains("\"S\":\"" + symbols.get(0) + "\"");
        });
    }

    /** alpaca-py: one message of everything in frames of 32,768 bytes, and an empty one at the end. */
    @Test
    void subscribesToThousandsOfSymbolsInFragments() {
        List<String> symbols = new ArrayList<>(List.of("AAPL"));
        IntStream.range(0, 5_000).mapToObj(i -> "Z" + letters(i)).forEach(symbols::add);
        EmulatedSdk sdk = connect(FEED, EmulatedSdk.MSGPACK);
        assertThat(sdk.next()).isEqualTo(CONNECTED);
        sdk.send(MSGPACK_AUTH);
        assertThat(sdk.next()).isEqualTo(AUTHENTICATED);
        Map<String, Object> subscribe = new LinkedHashMap<>();
        subscribe.put("trades", symbols);
        subscribe.put("quotes", symbols);
        subscribe.put("bars", symbols);
        subscribe.put("action", "subscribe");
        byte[] message = EmulatedSdk.pack(subscribe);
        assertThat(message.length).isGreaterThan(2 * 32_768);
        for (int from = 0; from < message.length; from += 32_768) {
            sdk.sendFrame(Arrays.copyOfRange(message, from, Math.min(from + 32_768, message.length)), false);
        }
        sdk.sendFrame(new byte[0], true);
        JsonNode state = sdk.nextAcknowledgement();
        for (String channel : List.of("trades", "quotes", "bars", "corrections", "cancelErrors")) {
            assertThat(symbols(state, channel)).as(channel).isEqualTo(new TreeSet<>(symbols));
        }
        assertThat(SharingIT.held(upstream, "quotes")).isEqualTo(Set.copyOf(symbols));
        upstream.simulator().publishTrades("AAPL", 1);
        assertThat(sdk.next()).startsWith("[{\"T\":\"t\",\"S\":\"AAPL\",\"i\":1,");
        assertOneConnection();
    }

    private static String letters(int number) {
        return IntStream.of(number / 676 % 26, number / 26 % 26, number % 26)
                .collect(StringBuilder::new, (text, digit) -> text.append((char) ('A' + digit)), StringBuilder::append)
                .toString();
    }

    /** JavaScript and Java: they wait for nothing. */
    @Test
    void authenticatesBeforeItHasReadTheWelcome() {
        EmulatedSdk sdk = connect(FEED);
        sdk.send(AUTH);
        sdk.send("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"]}");
        assertThat(sdk.next()).isEqualTo(CONNECTED);
        assertThat(sdk.next()).isEqualTo(AUTHENTICATED);
        assertThat(symbols(sdk.nextAcknowledgement(), "trades")).containsExactly("AAPL");
        assertOneConnection();
    }

    /** Go waits 3 s for each answer, and the upstream may be away for longer. What others hold can be had at once. */
    @Test
    void isAnsweredWhileTheUpstreamIsAway() {
        upstream.simulator().refuseUpgrades(503);
        upstream.simulator().dropConnections();
        await().atMost(Playground.DEADLINE).until(() -> local.events().contains("reconnecting"));
        EmulatedSdk sdk = connect(FEED, EmulatedSdk.MSGPACK);
        assertThat(sdk.next()).isEqualTo(CONNECTED);
        sdk.send(MSGPACK_AUTH);
        assertThat(sdk.next()).isEqualTo(AUTHENTICATED);
        sdk.send(Map.of("action", "subscribe", "trades", List.of("SPY")));
        assertThat(symbols(sdk.nextAcknowledgement(), "trades")).containsExactly("SPY");
        assertThat(upstream.simulator().stats().connectionsCurrent()).isZero();

        upstream.simulator().refuseUpgrades(0);
        sdk.awaitEnd();
        assertThat(sdk.end()).as("messages may be missing").startsWith("1012 ");
    }

    /** alpaca-py of 2025 after an authentication error: it tries again for ever, and never closes the connection before. */
    @Test
    void endsWithAnswersAndClosedSocketsWhenAnSdkRetriesForEver() {
        int before = clients();
        List<EmulatedSdk> left = new ArrayList<>();
        for (int attempt = 0; attempt < 40; attempt++) {
            EmulatedSdk sdk = connect(FEED, EmulatedSdk.MSGPACK);
            left.add(sdk);
            assertThat(sdk.next()).isEqualTo(CONNECTED);
            sdk.send(Map.of("action", "auth", "key", "demo-key", "secret", "wrong"));
            assertThat(sdk.next()).isEqualTo("[{\"T\":\"error\",\"code\":402,\"msg\":\"auth failed\"}]");
        }
        upstream.simulator().publishTrades("SPY", 100);
        left.forEach(sdk -> {
            assertThat(sdk.next()).isEqualTo("[{\"T\":\"error\",\"code\":404,\"msg\":\"auth timeout\"}]");
            sdk.awaitEnd();
        });
        await().atMost(Playground.DEADLINE).until(() -> clients() == before);
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(local.trades("SPY")).hasSize(100));
        assertThat(local.events()).containsOnly("opened");
        assertOneConnection();
    }

    private int clients() {
        ProxyStatus status = playground.status().orElseThrow();
        return status.clients().size();
    }

    private void assertOneConnection() {
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
        assertThat(upstream.simulator().stats().connectionsRefused()).isZero();
    }

    private static Set<String> symbols(JsonNode state, String channel) {
        Set<String> symbols = new TreeSet<>();
        state.get(channel).forEach(symbol -> symbols.add(symbol.stringValue()));
        return symbols;
    }
}
