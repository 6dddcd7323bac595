// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.Failure;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way for local clients to reach the proxy, for instance shared memory. Implemented by transport bundles and
 * registered as a service; called by the broker.
 */
@ConsumerType
public interface Transport {
    /** A short name for status and logs, for instance {@code shm}. */
    String name();

    /**
     * Begins to accept clients and returns.
     *
     * @throws dev.wsproxy.FailureException when it cannot: the reason says what to do
     */
    void start(TransportHost host);

    /** Makes the outlet of a new shared connection. Not on the hot path; may take milliseconds. */
    Outlet open(long connectionId);

    /**
     * Stops accepting new clients; those that have joined stay. Clients that try from now on find no proxy, and start
     * one. Called under the {@link dev.wsproxy.runtime.SpawnLock}.
     */
    void quiesce();

    /** Tells the clients why, cuts their links and releases everything. {@link #start} may follow. */
    void stop(Failure reason);
}
