// SPDX-License-Identifier: MIT
package dev.wsproxy;

/** What became of a frame that was handed over. Sending does not wait for the receiver and never throws for want of room. */
public enum SendResult {
    /** Accepted: it will be sent, in order. The caller may reuse its buffer. */
    OK,
    /** Not accepted, nothing was sent: the queue is at its limit. Try again later, or send less. */
    BACKPRESSURE,
    /** Not accepted, nothing was sent: there is no open connection to send it on. */
    NOT_CONNECTED,
    /** Not accepted, nothing was sent: the connection has been closed for good. */
    CLOSED,
    /** Not accepted, nothing was sent: the frame is larger than the configured maximum. */
    TOO_LARGE
}
