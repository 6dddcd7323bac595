// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.Credentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program that speaks the protocol of the account stream over a plain WebSocket and knows nothing of a proxy. */
final class AccountClient extends WholeMessages {
    static final String LISTEN = "{\"action\":\"listen\",\"data\":{\"streams\":[\"trade_updates\"]}}";
    private static final String MSGPACK = "application/msgpack";

    private final Queue<JsonNode> messages = new ConcurrentLinkedQueue<>();
    private final Queue<String> texts = new ConcurrentLinkedQueue<>();
    private final boolean msgpack;

    private AccountClient(boolean msgpack) {
        this.msgpack = msgpack;
    }

    /** @param headers names and values in turn */
    static AccountClient connect(URI uri, String... headers) {
        AccountClient client = new AccountClient(List.of(headers).contains(MSGPACK));
        client.open(HttpClient.newHttpClient(), uri, headers);
        return client;
    }

    static AccountClient connectMsgpack(URI uri) {
        return connect(uri, "Content-Type", MSGPACK);
    }

    /** As the SDKs in Python and JavaScript authenticate; returns when that is answered. */
    AccountClient authenticate(Credentials credentials) {
        send("{\"action\":\"authenticate\",\"data\":{\"key_id\":\"" + credentials.key() + "\",\"secret_key\":\""
                + credentials.secret() + "\"}}");
        awaitMessage("\"action\":\"authenticate\"");
        return this;
    }

    /** Listens to what becomes of orders; returns when that is acknowledged. */
    AccountClient listen() {
        send(LISTEN);
        awaitMessage("\"streams\":[\"trade_updates\"]");
        return this;
    }

    void awaitMessage(String text) {
        await("a message with " + text)
                .atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(messages)
                        .as("its end: %s", end())
                        .anyMatch(message -> message.toString().contains(text)));
    }

    /** Waits for a message in a text frame, which the account stream does not use. */
    void awaitText(String text) {
        await("a text with " + text)
                .atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(texts).anyMatch(message -> message.contains(text)));
    }

    @Override
    void received(byte[] message) {
        String json = msgpack ? Msgpack.toJson(message) : new String(message, StandardCharsets.UTF_8);
        messages.add(JsonMapper.shared().readTree(json));
    }

    @Override
    void received(String message) {
        texts.add(message);
    }

    /** Every message but those about orders, as JSON. */
    List<String> others() {
        return messages.stream()
                .filter(message -> !isUpdate(message))
                .map(JsonNode::toString)
                .toList();
    }

    /** What it was told of orders, in the order in which that came. */
    List<String> orders() {
        return messages.stream()
                .filter(AccountClient::isUpdate)
                .map(AccountClient::order)
                .toList();
    }

    static boolean isUpdate(JsonNode message) {
        return message.path("stream").asString().equals("trade_updates");
    }

    /** As in {@code fill AAPL}. */
    static String order(JsonNode update) {
        JsonNode data = update.path("data");
        return data.path("event").asString() + " "
                + data.path("order").path("symbol").asString();
    }
}
