// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the control messages of the market data streams.
 *
 * <pre>
 *   to clients    [{"T":"success","msg":"connected"}]
 *                 [{"T":"success","msg":"authenticated"}]
 *                 [{"T":"error","code":402,"msg":"auth failed"}]
 *                 [{"T":"subscription","trades":["AAPL"],"quotes":[], … every channel of the feed}]
 *   upstream      {"action":"auth","key":"…","secret":"…"}
 *                 {"action":"subscribe","trades":["AAPL"]}
 * </pre>
 */
final class MarketMessages {

    private MarketMessages() {}

    static ByteBuffer connected() {
        return success("connected");
    }

    static ByteBuffer authenticated() {
        return success("authenticated");
    }

    static ByteBuffer error(int code, String text) {
        return reply("error", json -> {
            json.writeNumberProperty("code", code);
            json.writeStringProperty("msg", Json.wellFormed(text));
        });
    }

    /** A client's whole state: every channel is there, so that no client has to cope with an absent one. */
    static ByteBuffer subscription(ChannelSet state) {
        return reply("subscription", json -> state.feed().channels().forEach(channel -> symbols(json, channel, state)));
    }

    static ByteBuffer orderBook(Consumer<JsonGenerator> members) {
        return reply("o", members);
    }

    static ByteBuffer auth(Credentials credentials) {
        return Json.object(json -> {
            json.writeStringProperty("action", "auth");
            json.writeStringProperty("key", Json.wellFormed(credentials.key()));
            json.writeStringProperty("secret", Json.wellFormed(credentials.secret()));
        });
    }

    static ByteBuffer change(boolean add, ChannelSet symbols) {
        return Json.object(json -> {
            json.writeStringProperty("action", add ? "subscribe" : "unsubscribe");
            for (Channel channel : symbols.feed().channels()) {
                if (!channel.isMirror() && !symbols.symbols(channel).isEmpty()) {
                    symbols(json, channel, symbols);
                }
            }
        });
    }

    private static ByteBuffer success(String text) {
        return reply("success", json -> json.writeStringProperty("msg", Json.wellFormed(text)));
    }

    private static ByteBuffer reply(String type, Consumer<JsonGenerator> members) {
        return Json.write(json -> {
            json.writeStartArray();
            json.writeStartObject();
            json.writeStringProperty("T", type);
            members.accept(json);
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    private static void symbols(JsonGenerator json, Channel channel, ChannelSet set) {
        json.writeName(channel.name());
        json.writeStartArray();
        set.symbols(channel).forEach(json::writeString);
        json.writeEndArray();
    }
}
