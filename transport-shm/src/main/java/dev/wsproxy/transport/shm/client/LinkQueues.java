// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.Failure;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.LinkHandler;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The shared memory of a link. On the polling thread, but for {@link #append}. */
interface LinkQueues extends AutoCloseable {
    /** Appends a request; any thread. */
    SendResult append(ByteBuffer message);

    /** Hands over what was read, at most {@code limit} records; how many it were. */
    int poll(LinkHandler handler, int limit);

    /** The proxy has gone and {@link #poll} finds nothing more: reports what was deleted before it could be read. */
    void finish(LinkHandler handler);

    /** Why nothing can be read any more; null as long as it can. */
    default @Nullable Failure damage() {
        return null;
    }

    /** Whether a poll would find something. */
    boolean hasMore();

    /** The polling thread is about to sleep, or is awake again; a full fence. */
    void sleeps(boolean sleeps);

    /** Whether the proxy's heartbeat has stopped; to be asked about once a second. */
    boolean isProxySilent(long nowNs);

    /** Stops reading a connection. */
    void release(int handle);

    /** Appends nothing any more, and does something once nothing of this link makes files any more. */
    void leave(Runnable then);

    @Override
    void close();
}
