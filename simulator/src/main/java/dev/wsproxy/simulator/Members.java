// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names the members of messages in the order in which they are written. */
final class Members {
    private Members() {}

    /** @param namesAndValues in turn; the first name of a message is {@code T} */
    static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }
}
