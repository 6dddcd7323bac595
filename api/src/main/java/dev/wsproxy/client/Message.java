// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

import dev.wsproxy.FrameType;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A received message, or a piece of a long one. The same object is used again for the next message: take what you need
 * before the callback returns.
 */
@ProviderType
public interface Message {
    /**
     * The payload from position to limit, read-only, in the shared memory itself: nothing was copied. Valid only during
     * the callback; using it later may show other bytes. Its position need not be 0.
     */
    ByteBuffer data();

    /** Whether the upstream sent it as text or as binary. */
    FrameType type();

    /**
     * The record's number in its shared connection. Always grows; there are holes where records were for other clients.
     */
    long sequence();

    /** When the proxy received it: {@link System#nanoTime()} of this machine, comparable across its processes on Linux. */
    long receivedNs();

    /** The same moment in nanoseconds since 1970-01-01T00:00Z. */
    long receivedEpochNs();

    /** How many bytes of the same message follow in the next calls; 0 in the last piece, and for a message in one piece. */
    int remaining();

    /** The payload as a new string; decodes UTF-8. For convenience: it allocates. */
    String text();
}
