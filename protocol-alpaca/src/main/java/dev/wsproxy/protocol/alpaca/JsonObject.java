// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * A small JSON object as control messages are: strings, whole numbers, lists of strings and such objects by name. A value
 * of any other kind is kept as {@link #OTHER}.
 */
final class JsonObject {
    /** Stands for a value that no control message has. */
    static final Object OTHER = new Object();

    /** As objects they take up to fifty times as much memory. */
    static final int MOST_BYTES = 1 << 20;

    private final Map<String, Object> members = new LinkedHashMap<>();

    private JsonObject() {}

    /** Reads exactly one object; empty when the bytes are anything else, or more than a control message ever has. */
    static Optional<JsonObject> read(byte[] bytes, int from, int to) {
        if (to - from > MOST_BYTES) {
            return Optional.empty();
        }
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            JsonObject object = members(parser);
            return parser.nextToken() == null ? Optional.of(object) : Optional.empty();
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private static JsonObject members(JsonParser parser) {
        JsonObject object = new JsonObject();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            object.members.put(name, value(parser));
        }
        return object;
    }

    private static Object value(JsonParser parser) {
        return switch (parser.nextToken()) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NULL -> List.of();
            case START_ARRAY -> strings(parser);
            case START_OBJECT -> members(parser);
            default -> {
                parser.skipChildren();
                yield OTHER;
            }
        };
    }

    private static Object strings(JsonParser parser) {
        List<String> strings = new ArrayList<>();
        boolean pure = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                strings.add(parser.getString());
            } else {
                pure = false;
                parser.skipChildren();
            }
        }
        return pure ? strings : OTHER;
    }

    /** The members in their order: {@link String}, {@link Number}, list of strings (null is an empty one), object, or other. */
    Map<String, Object> members() {
        return members;
    }

    /** A string; empty when there is none of that name. */
    String text(String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    /** A whole number; 0 when there is none of that name, or none that an {@code int} holds. */
    int number(String name) {
        return members.get(name) instanceof Integer number ? number : 0;
    }

    /** An object; one without members when there is none of that name. */
    JsonObject object(String name) {
        return members.get(name) instanceof JsonObject object ? object : new JsonObject();
    }

    /** The strings of a list; empty when there is none of that name, or it holds anything else. */
    List<String> list(String name) {
        return members.get(name) instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : List.of();
    }
}
