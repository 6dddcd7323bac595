// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

/** Which of two accounts of the real service to follow where they differ. */
public enum Dialect {
    /** The documentation: acknowledgements hold every channel, a channel of another feed is error 410. */
    DOCUMENTED,
    /** As seen on the live service: acknowledgements leave empty channels out, a channel of another feed is error 400. */
    MEASURED
}
