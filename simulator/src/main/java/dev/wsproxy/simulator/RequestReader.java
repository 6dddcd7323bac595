// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON messages of clients. Holds no state. */
final class RequestReader {
    private static final JsonMapper JSON = JsonMapper.shared();

    private RequestReader() {}

    static Request read(byte[] message) throws RequestException {
        JsonNode root = parse(message);
        return switch (text(root.get("action"))) {
            case "auth" -> new Request.Authenticate(new Account(text(root.get("key")), text(root.get("secret"))));
            case "subscribe" -> new Request.Subscribe(symbols(root));
            case "unsubscribe" -> new Request.Unsubscribe(symbols(root));
            default -> throw new RequestException(ErrorCode.INVALID_SYNTAX);
        };
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

    private static String text(@Nullable JsonNode node) {
        return node != null && node.isString() ? node.stringValue() : "";
    }
}
