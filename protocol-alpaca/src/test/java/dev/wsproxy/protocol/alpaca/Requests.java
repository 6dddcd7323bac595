// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wsproxy.Credentials;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.transport.OpenRequest;
import java.nio.ByteBuffer;
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

    static OpenRequest forUrl(String url) {
        return OpenRequest.of(url).with(new Credentials(KEY, SECRET));
    }

    static OpenRequest withAccountOnly() {
        return OpenRequest.of(URL).with(new Credentials(KEY, ""));
    }

    static OpenRequest withHeaders(Map<String, String> headers) {
        return new OpenRequest(URL, "", "", headers, List.of(), List.of(), "");
    }

    /** The same request by a client that speaks msgpack. */
    static OpenRequest inMsgpack(OpenRequest request) {
        Map<String, String> header = Map.of("content-type", "application/msgpack");
        return new OpenRequest(request.url(), "", "", header, List.of(), List.of(), "")
                .with(new Credentials(request.account(), request.secret()));
    }

    /** What a msgpack client sends. */
    static byte[] msgpack(String json) {
        return new JsonToMsgpack()
                .convert(ByteBuffer.wrap(json.getBytes(UTF_8)))
                .array();
    }

    /** What a msgpack client receives, from the text that tests have of a binary frame. */
    static String json(String binary) {
        return UTF_8.decode(MsgpackToJson.convert(ByteBuffer.wrap(binary.getBytes(ISO_8859_1))))
                .toString();
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
