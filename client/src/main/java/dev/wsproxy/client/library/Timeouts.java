// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import java.time.Duration;

/**
 * How long the client waits.
 *
 * @param request for the answer to a subscription
 * @param administration for the proxy's own answers
 * @param leave for its connections to be closed in order, when the client leaves
 */
record Timeouts(Duration request, Duration administration, Duration leave) {
    static final Timeouts STANDARD = new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(2));
}
