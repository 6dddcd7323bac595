// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

/** How a client waits for the next message. */
public enum Waiting {
    /** Spin briefly, then sleep until the proxy rings: some ten microseconds later, next to no CPU when idle. */
    BACKOFF,
    /** Never sleep: the lowest latency, at the price of a whole core. */
    BUSY_SPIN,
    /** The application calls {@link ProxyClient#poll(int)} from a thread of its own; the client starts none. */
    POLL
}
