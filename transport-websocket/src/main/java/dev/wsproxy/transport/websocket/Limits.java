// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;

/**
 * The endpoint's limits.
 *
 * @param maxConnections clients at the same time; at least 1
 * @param maxMessageBytes the longest message that a client may send; at least 1
 * @param maxHandshakeBytes the longest head of a request; at least 1024
 * @param slowClientBytes how much may wait to be read by one client; at least 64 KiB, and never more than a client's share
 *     of a quarter of the heap
 * @param dropOldest whether what waits makes room for what is new when that is reached; else the client is closed
 */
record Limits(
        int maxConnections, int maxMessageBytes, int maxHandshakeBytes, long slowClientBytes, boolean dropOldest) {
    static final Limits DEFAULT = new Limits(128, 1 << 20, 8192, 4 << 20, false);

    Limits {
        check("maxConnections", maxConnections, 1);
        check("maxMessageBytes", maxMessageBytes, 1);
        check("maxHandshakeBytes", maxHandshakeBytes, 1024);
        check("slowClientBytes", slowClientBytes, 64 * 1024);
    }

    /** What a client is told that is one too many. */
    Failure tooMany() {
        return Failure.of(
                ErrorCode.LIMIT_EXCEEDED,
                "the endpoint has " + maxConnections + " connections, which is its limit (maxConnections)");
    }

    private static void check(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + "=" + value + ": must be at least " + least);
        }
    }
}
