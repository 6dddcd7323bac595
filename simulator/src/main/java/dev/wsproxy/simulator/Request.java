// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.List;
import java.util.Map;

/** A well-formed message of a client. */
sealed interface Request {
    record Authenticate(Account account) implements Request {}

    /** Symbols by channel name; neither has been looked at yet. */
    record Subscribe(Map<String, List<String>> symbols) implements Request {}

    /** Symbols by channel name; neither has been looked at yet. */
    record Unsubscribe(Map<String, List<String>> symbols) implements Request {}
}
