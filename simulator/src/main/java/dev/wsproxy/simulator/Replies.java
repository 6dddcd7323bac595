// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** Writes the server's control messages: each an array of one object, whose first key is {@code T}. */
final class Replies {
    static final byte[] CONNECTED = success("connected");
    static final byte[] AUTHENTICATED = success("authenticated");

    private Replies() {}

    static byte[] error(ErrorCode error) {
        return utf8("[{\"T\":\"error\",\"code\":" + error.code() + ",\"msg\":\"" + error.text() + "\"}]");
    }

    static byte[] subscription(Map<String, Set<String>> state) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("T", "subscription");
        message.putAll(state);
        return JsonMapper.shared().writeValueAsBytes(List.of(message));
    }

    private static byte[] success(String text) {
        return utf8("[{\"T\":\"success\",\"msg\":\"" + text + "\"}]");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
