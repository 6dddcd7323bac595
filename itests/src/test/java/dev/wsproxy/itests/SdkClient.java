// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.Credentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program that speaks Alpaca's protocol in JSON over a plain WebSocket and knows nothing of a proxy. */
final class SdkClient extends WholeMessages {
    private final Map<String, List<Long>> trades = new ConcurrentHashMap<>();
    private final Queue<String> others = new ConcurrentLinkedQueue<>();

    /** @param headers names and values in turn */
    static SdkClient connect(URI uri, String... headers) {
        return connect(HttpClient.newHttpClient(), uri, headers);
    }

    /** With TLS. */
    static SdkClient connect(SSLContext context, URI uri) {
        return connect(HttpClient.newBuilder().sslContext(context).build(), uri);
    }

    private static SdkClient connect(HttpClient http, URI uri, String... headers) {
        SdkClient client = new SdkClient();
        client.open(http, uri, headers);
        return client;
    }

    /** Logs in and subscribes to the trades of these symbols; returns when both are acknowledged. */
    SdkClient subscribe(String... symbols) {
        return subscribe(Upstream.CREDENTIALS, symbols);
    }

    /** The same with other credentials. */
    SdkClient subscribe(Credentials credentials, String... symbols) {
        awaitOther("\"connected\"");
        authenticate(credentials);
        awaitOther("\"authenticated\"");
        send("{\"action\":\"subscribe\",\"trades\":[\"" + String.join("\",\"", symbols) + "\"]}");
        awaitOther("\"subscription\"");
        return this;
    }

    void authenticate(Credentials credentials) {
        send("{\"action\":\"auth\",\"key\":\"" + credentials.key() + "\",\"secret\":\"" + credentials.secret() + "\"}");
    }

    /** Waits for an element that is no trade and contains this text. */
    void awaitOther(String text) {
        await("an element with " + text)
                .atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(others).anyMatch(element -> element.contains(text)));
    }

    @Override
    void received(String message) {
        receive(JsonMapper.shared().readTree(message));
    }

    @Override
    void received(byte[] message) {
        throw new IllegalStateException("a client of JSON has got a binary message");
    }

    private void receive(JsonNode message) {
        for (JsonNode element : message.isArray() ? message : List.of(message)) {
            if (element.path("T").asString().equals("t")) {
                trades.computeIfAbsent(
                                element.path("S").asString(), s -> Collections.synchronizedList(new ArrayList<>()))
                        .add(element.path("i").asLong());
            } else {
                others.add(element.toString());
            }
        }
    }

    /** The numbers of the trades of a symbol, in the order in which they came. */
    List<Long> trades(String symbol) {
        List<Long> numbers = trades.getOrDefault(symbol, List.of());
        synchronized (numbers) {
            return List.copyOf(numbers);
        }
    }

    /** The symbols of which a trade came. */
    List<String> symbols() {
        return trades.keySet().stream().sorted().toList();
    }

    /** Every element that was no trade, as JSON. */
    List<String> others() {
        return List.copyOf(others);
    }
}
