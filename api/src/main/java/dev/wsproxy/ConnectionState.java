// SPDX-License-Identifier: MIT
package dev.wsproxy;

/** The life of a shared upstream connection. */
public enum ConnectionState {
    /** The first attempt to reach the upstream is under way. */
    CONNECTING,
    /** The WebSocket is open; the protocol has not yet reported it ready (authentication, for instance). */
    AUTHENTICATING,
    /** Ready: data flows. */
    OPEN,
    /** It was lost and is being made again; clients keep their connections and subscriptions. */
    RECONNECTING,
    /** Closed for good. */
    CLOSED
}
