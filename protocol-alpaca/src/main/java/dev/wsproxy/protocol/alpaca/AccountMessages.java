// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the control messages of the account stream.
 *
 * <pre>
 *   to clients    {"stream":"authorization","data":{"status":"authorized","action":"authenticate"}}
 *                 {"stream":"authorization","data":{"status":"unauthorized","action":"listen"}}
 *                 {"stream":"listening","data":{"streams":["trade_updates"]}}
 *   upstream      {"action":"auth","key":"…","secret":"…"}
 *                 {"action":"authenticate","data":{"oauth_token":"…"}}
 *                 {"action":"listen","data":{"streams":["trade_updates"]}}
 * </pre>
 */
final class AccountMessages {
    static final String STREAM = "stream";
    static final String AUTHORIZATION = "authorization";
    static final String LISTENING = "listening";
    static final String STREAMS = "streams";
    static final String AUTHENTICATE = "authenticate";
    static final String LISTEN = "listen";
    static final String AUTHORIZED = "authorized";
    static final String UNAUTHORIZED = "unauthorized";
    /** Stands for the key where the account is known by a token only. */
    static final String TOKEN_KEY = "oauth";

    static final String TOKEN = "oauth_token";
    private static final String ACTION = "action";

    private AccountMessages() {}

    /** Whether this stream is the server's own, and not one of data. */
    static boolean isControl(String stream) {
        return stream.equals(AUTHORIZATION) || stream.equals(LISTENING);
    }

    static ByteBuffer authorization(String status, String action) {
        return reply(AUTHORIZATION, data -> {
            data.writeStringProperty("status", status);
            data.writeStringProperty(ACTION, action);
        });
    }

    static ByteBuffer listening(Set<String> streams) {
        return reply(LISTENING, data -> streams(data, streams));
    }

    static ByteBuffer auth(Credentials credentials) {
        String secret = Json.wellFormed(credentials.secret());
        if (credentials.key().equals(TOKEN_KEY)) {
            return request(AUTHENTICATE, data -> data.writeStringProperty(TOKEN, secret));
        }
        return Json.object(json -> {
            json.writeStringProperty(ACTION, "auth");
            json.writeStringProperty("key", Json.wellFormed(credentials.key()));
            json.writeStringProperty("secret", secret);
        });
    }

    static ByteBuffer listen(Set<String> streams) {
        return request(LISTEN, data -> streams(data, streams));
    }

    private static void streams(JsonGenerator data, Set<String> streams) {
        data.writeName(STREAMS);
        data.writeStartArray();
        streams.forEach(data::writeString);
        data.writeEndArray();
    }

    private static ByteBuffer reply(String stream, Consumer<JsonGenerator> data) {
        return message(STREAM, stream, data);
    }

    private static ByteBuffer request(String action, Consumer<JsonGenerator> data) {
        return message(ACTION, action, data);
    }

    private static ByteBuffer message(String member, String value, Consumer<JsonGenerator> data) {
        return Json.object(json -> {
            json.writeStringProperty(member, value);
            json.writeName("data");
            json.writeStartObject();
            data.accept(json);
            json.writeEndObject();
        });
    }
}
