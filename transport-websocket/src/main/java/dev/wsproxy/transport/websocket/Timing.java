// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.time.Duration;

/**
 * The endpoint's times.
 *
 * @param pingInterval between two pings to a client, the first of which it has to answer before the second; zero sends none
 * @param closeTimeout how long a client may take to read the rest and answer a close frame
 * @param handshakeTimeout how long a connection may be silent before it is a WebSocket
 * @param retryInterval between two attempts to listen while the port is taken
 */
record Timing(Duration pingInterval, Duration closeTimeout, Duration handshakeTimeout, Duration retryInterval) {
    static final Timing DEFAULT =
            new Timing(Duration.ofSeconds(25), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(5));

    Timing {
        check("pingInterval", pingInterval, 0);
        check("closeTimeout", closeTimeout, 1);
        check("handshakeTimeout", handshakeTimeout, 1);
        check("retryInterval", retryInterval, 1);
    }

    private static void check(String name, Duration value, long leastMs) {
        if (value.toMillis() < leastMs) {
            throw new IllegalArgumentException(name + "=" + value.toMillis() + " ms: must be at least " + leastMs);
        }
    }
}
