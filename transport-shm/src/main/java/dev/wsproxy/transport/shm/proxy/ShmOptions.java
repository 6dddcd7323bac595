// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

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
 */
public record ShmOptions(
        long maxConnectionBytes,
        int pieceBytes,
        long replyBytes,
        int maxMessageBytes,
        Duration heartbeatTimeout,
        Duration drainTimeout) {
    /** The defaults. */
    public static final ShmOptions DEFAULT =
            new ShmOptions(0, 1 << 20, 16L << 20, 16 << 20, Duration.ofSeconds(10), Duration.ofSeconds(2));

    /** The same with another bound for the queues of shared connections. */
    public ShmOptions withMaxConnectionBytes(long bytes) {
        return new ShmOptions(bytes, pieceBytes, replyBytes, maxMessageBytes, heartbeatTimeout, drainTimeout);
    }
}
