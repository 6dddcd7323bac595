// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * Writes control messages, as text.
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
final class AlpacaMessages {

    private AlpacaMessages() {}

    static ByteBuffer connected() {
        return success("connected");
    }

    static ByteBuffer authenticated() {
        return success("authenticated");
    }

    static ByteBuffer error(AlpacaError error) {
        return error(error.code(), error.text());
    }

    static ByteBuffer error(int code, String text) {
        return reply("error", json -> {
            json.writeNumberProperty("code", code);
            json.writeStringProperty("msg", wellFormed(text));
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
        return object(json -> {
            json.writeStringProperty("action", "auth");
            json.writeStringProperty("key", wellFormed(credentials.key()));
            json.writeStringProperty("secret", wellFormed(credentials.secret()));
        });
    }

    static ByteBuffer change(boolean add, ChannelSet symbols) {
        return object(json -> {
            json.writeStringProperty("action", add ? "subscribe" : "unsubscribe");
            for (Channel channel : symbols.feed().channels()) {
                if (!channel.isMirror() && !symbols.symbols(channel).isEmpty()) {
                    symbols(json, channel, symbols);
                }
            }
        });
    }

    private static ByteBuffer success(String text) {
        return reply("success", json -> json.writeStringProperty("msg", wellFormed(text)));
    }

    private static ByteBuffer reply(String type, Consumer<JsonGenerator> members) {
        return write(json -> {
            json.writeStartArray();
            json.writeStartObject();
            json.writeStringProperty("T", type);
            members.accept(json);
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    private static ByteBuffer object(Consumer<JsonGenerator> members) {
        return write(json -> {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        });
    }

    private static void symbols(JsonGenerator json, Channel channel, ChannelSet set) {
        json.writeName(channel.name());
        json.writeStartArray();
        set.symbols(channel).forEach(json::writeString);
        json.writeEndArray();
    }

    /** Replaces half surrogate pairs, which JSON may spell but UTF-8 cannot. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static ByteBuffer write(Consumer<JsonGenerator> content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            content.accept(json);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }
}
