// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.queue.QueueOptions;
import java.time.Duration;

/**
 * The limits of a transport.
 *
 * @param maxConnectionBytes bound of each shared connection's queue; 0 for the smaller of 512 MiB and a quarter of the free
 *     space
 * @param pieceBytes longer messages reach clients in pieces
 * @param replyBytes bound of each client's reply queue; a client that leaves so much unread is cut off
 * @param maxMessageBytes the longest message that a client may send upstream
 * @param heartbeatTimeout after which a silent client is reported
 * @param drainTimeout how long a client that is told to go may read on
 * @param leftoverTimeout how long the memory of a proxy that died is kept for its clients
 */
public record ShmOptions(
        long maxConnectionBytes,
        int pieceBytes,
        long replyBytes,
        int maxMessageBytes,
        Duration heartbeatTimeout,
        Duration drainTimeout,
        Duration leftoverTimeout) {
    /** Checks the ranges. */
    public ShmOptions {
        check("maxConnectionBytes", maxConnectionBytes, maxConnectionBytes == 0 ? 0 : QueueOptions.MIN_BOUND_BYTES);
        check("pieceBytes", pieceBytes, 1);
        check("replyBytes", replyBytes, QueueOptions.MIN_BOUND_BYTES);
        check("maxMessageBytes", maxMessageBytes, 1);
        check("heartbeatTimeout", heartbeatTimeout.toMillis(), 1);
        check("drainTimeout", drainTimeout.toMillis(), 0);
        check("leftoverTimeout", leftoverTimeout.toMillis(), 0);
    }

    private static void check(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ": " + name + "=" + value);
        }
    }

    /** The defaults. */
    public static final ShmOptions DEFAULT = new ShmOptions(
            0, 1 << 20, 16L << 20, 16 << 20, Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(30));

    /** The same with another bound for the queues of shared connections. */
    public ShmOptions withMaxConnectionBytes(long bytes) {
        return new ShmOptions(
                bytes, pieceBytes, replyBytes, maxMessageBytes, heartbeatTimeout, drainTimeout, leftoverTimeout);
    }
}
