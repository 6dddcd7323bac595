// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol;

/** What the broker does after the upstream refused a session. */
public enum Retry {
    /** Connect again with the usual back-off. */
    SOON,
    /** Connect again, but seldom: somebody else holds what is needed. */
    SLOWLY,
    /** Do not connect again: it would be refused again. Every client's connection is closed. */
    NEVER
}
