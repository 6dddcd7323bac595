// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the messages of clients, whatever their encoding. Holds no state. */
final class RequestReader {
    private static final JsonMapper JSON = JsonMapper.shared();

    private RequestReader() {}

    /** @param binary whether it came in binary frames, which hold msgpack, or JSON nevertheless */
    static Request read(byte[] message, boolean binary) throws RequestException {
        JsonNode root = parse(message, binary);
        return switch (text(root.get("action"))) {
            case "auth" -> new Request.Authenticate(new Account(text(root.get("key")), text(root.get("secret"))));
            case "subscribe" -> new Request.Subscribe(symbols(root));
            case "unsubscribe" -> new Request.Unsubscribe(symbols(root));
            default -> throw new RequestException(ErrorCode.INVALID_SYNTAX);
        };
    }

    /** Returns an object. */
    static JsonNode parse(byte[] message, boolean binary) throws RequestException {
        return binary && !isJson(message) ? parseMsgpack(message) : parse(message);
    }

    /** What begins a JSON object is a number in msgpack. */
    private static boolean isJson(byte[] message) {
        return message.length > 0 && message[0] == '{';
    }

    private static JsonNode parseMsgpack(byte[] message) throws RequestException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(message)) {
            Value root = unpacker.unpackValue();
            if (root.isMapValue() && !unpacker.hasNext()) {
                return parse(root.toJson().getBytes(StandardCharsets.UTF_8));
            }
        } catch (MessagePackException | IOException e) {
            // answered below
        }
        throw new RequestException(ErrorCode.INVALID_SYNTAX);
    }

    private static JsonNode parse(byte[] message) throws RequestException {
        try {
            JsonNode root = JSON.readTree(message);
            if (root.isObject()) {
                return root;
            }
        } catch (JacksonException e) {
            // answered below
        }
        throw new RequestException(ErrorCode.INVALID_SYNTAX);
    }

    private static Map<String, List<String>> symbols(JsonNode root) throws RequestException {
        Map<String, List<String>> symbols = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            if (!property.getKey().equals("action")) {
                symbols.put(property.getKey(), list(property.getValue()));
            }
        }
        return symbols;
    }

    /** Some clients send null for a channel that they do not use. */
    private static List<String> list(JsonNode node) throws RequestException {
        List<String> texts = new ArrayList<>();
        if (node.isNull()) {
            return texts;
        }
        if (!node.isArray()) {
            throw new RequestException(ErrorCode.INVALID_SYNTAX);
        }
        for (JsonNode element : node) {
            texts.add(text(element));
        }
        return texts;
    }

    /** A text, or an empty one for anything else. */
    static String text(@Nullable JsonNode node) {
        return node != null && node.isString() ? node.stringValue() : "";
    }
}
