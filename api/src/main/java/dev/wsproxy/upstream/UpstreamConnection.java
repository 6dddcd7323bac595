// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream;

import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** One WebSocket to a remote server. Safe to call from any thread; no method blocks. */
@ConsumerType
public interface UpstreamConnection {
    /**
     * Queues one message, in order.
     *
     * @param data the message from position to limit; copied before this returns, position unchanged
     * @return {@link SendResult#BACKPRESSURE} when too much is still unsent, {@link SendResult#NOT_CONNECTED} before it
     *     is open and after it has closed
     */
    SendResult send(FrameType type, ByteBuffer data);

    /** Starts the close handshake; {@link UpstreamListener#onClosed} follows, at the latest after a time-out. */
    void close(int code, String reason);

    /** Drops the TCP connection without a handshake; {@link UpstreamListener#onClosed} follows. */
    void abort();

    /** Stops reading from the socket, so that TCP holds the server back; used while a protocol bundle is replaced. */
    void pause();

    /** Goes on reading after {@link #pause()}. */
    void resume();
}
