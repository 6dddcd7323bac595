// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds reading back. The first frame that arrives at a shut gate waits there; until it has been received Jetty is asked
 * for no other, so the socket's buffers fill and TCP stops the server.
 */
final class ReadGate {
    private static final Logger LOG = LoggerFactory.getLogger(ReadGate.class);

    private final Executor executor;
    private final AtomicReference<@Nullable Runnable> waiting = new AtomicReference<>();
    private volatile boolean shut;

    ReadGate(Executor executor) {
        this.executor = executor;
    }

    boolean isShut() {
        return shut;
    }

    /** Runs the rest of the reading when the gate opens, on another thread. */
    void await(Runnable rest) {
        waiting.set(rest);
        if (!shut) {
            letGo();
        }
    }

    void shut() {
        shut = true;
    }

    void open() {
        shut = false;
        letGo();
    }

    private void letGo() {
        Runnable rest = waiting.getAndSet(null);
        if (rest != null) {
            try {
                executor.execute(rest);
            } catch (RejectedExecutionException e) {
                LOG.debug("A waiting frame is dropped: the connector has been closed");
            }
        }
    }
}
