// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import tools.jackson.databind.json.JsonMapper;

/** Records as JSON, their components in order. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /** One line. */
    public static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** For people. */
    public static String pretty(Object value) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }

    public static <T> T read(String text, Class<T> type) {
        return MAPPER.readValue(text, type);
    }
}
