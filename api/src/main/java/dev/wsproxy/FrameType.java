// SPDX-License-Identifier: MIT
package dev.wsproxy;

/** The two kinds of WebSocket data message (RFC 6455, section 5.6). */
public enum FrameType {
    /** UTF-8 text. */
    TEXT,
    /** Arbitrary bytes. */
    BINARY
}
