// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.transport.OpenRequest;
import java.util.List;
import java.util.Map;

/** What clients in tests ask for. */
final class Requests {
    static final String URL = "wss://stream.data.alpaca.markets/v2/iex";
    static final String KEY = "PKTESTKEY";
    static final String SECRET = "the-right-secret";

    private Requests() {}

    static OpenRequest withCredentials() {
        return withSecret(SECRET);
    }

    static OpenRequest withSecret(String secret) {
        return OpenRequest.of(URL).with(new Credentials(KEY, secret));
    }

    static OpenRequest withAccountOnly() {
        return OpenRequest.of(URL).with(new Credentials(KEY, ""));
    }

    static OpenRequest withHeaders(Map<String, String> headers) {
        return new OpenRequest(URL, "", "", headers, List.of(), List.of(), "");
    }

    /** What comes from the greeter of a client that authenticated by message. */
    static Admission greeted(String secret) {
        return new Admission(withSecret(secret), true);
    }

    static String auth(String secret) {
        return "{\"action\":\"auth\",\"key\":\"" + KEY + "\",\"secret\":\"" + secret + "\"}";
    }

    /** {@code change("subscribe", "trades", "AAPL", "MSFT")}. */
    static String change(String action, String channel, String... symbols) {
        return "{\"action\":\"" + action + "\",\"" + channel + "\":[\"" + String.join("\",\"", symbols) + "\"]}";
    }

    static String subscribe(String channel, String... symbols) {
        return change("subscribe", channel, symbols);
    }

    static String unsubscribe(String channel, String... symbols) {
        return change("unsubscribe", channel, symbols);
    }

    static String trade(String symbol, long id) {
        return "{\"T\":\"t\",\"S\":\"" + symbol + "\",\"i\":" + id
                + ",\"x\":\"V\",\"p\":162.92,\"s\":3,\"c\":[\"@\",\"I\"],"
                + "\"z\":\"C\",\"t\":\"2026-04-06T11:54:26.838232225Z\"}";
    }

    static String element(String type, String symbol) {
        return "{\"T\":\"" + type + "\",\"S\":\"" + symbol + "\",\"t\":\"2026-04-06T11:54:26Z\"}";
    }

    static String frame(String... elements) {
        return "[" + String.join(",", elements) + "]";
    }
}
