// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

/**
 * How much a client may have sent on one connection that its upstream has not taken: so much, or one message that is longer.
 * The client keeps to it, so that the proxy can park what a stalled upstream does not take and go on with the rest.
 */
public final class SendWindow {
    /** The most that all of it may cost. */
    public static final long BYTES = 1 << 20;

    /** What a message costs besides its bytes, so that many small ones are bounded too. */
    private static final int MESSAGE_BYTES = 64;

    private SendWindow() {}

    /** What an encoded message of so many bytes costs. */
    public static long cost(int bytes) {
        return (long) bytes + MESSAGE_BYTES;
    }

    /** Whether there is room for one more. */
    public static boolean admits(long outstandingCost, long cost) {
        return outstandingCost == 0 || outstandingCost + cost <= BYTES;
    }
}
