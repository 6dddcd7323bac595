// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The server's control messages: each an array of one object, whose first key is {@code T}. */
final class Replies {
    static final List<?> CONNECTED = success("connected");
    static final List<?> AUTHENTICATED = success("authenticated");

    private Replies() {}

    static List<?> error(ErrorCode error) {
        return List.of(Members.of("T", "error", "code", error.code(), "msg", error.text()));
    }

    static List<?> subscription(Map<String, Set<String>> state) {
        Map<String, Object> message = Members.of("T", "subscription");
        message.putAll(state);
        return List.of(message);
    }

    private static List<?> success(String text) {
        return List.of(Members.of("T", "success", "msg", text));
    }
}
