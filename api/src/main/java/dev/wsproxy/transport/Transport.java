// SPDX-License-Identifier: MIT
package dev.wsproxy.transport;

import dev.wsproxy.Failure;
import java.util.List;
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
     * Where clients reach it now, or why they cannot, in a few words for {@code wsproxy status}; empty when there is
     * nothing to say, because its clients find it by themselves. From any thread, at any time; does not block.
     */
    default String address() {
        return "";
    }

    /**
     * Which upstream its clients reach where, for {@code wsproxy status}: each {@code PATH=URL}, without secrets; empty when
     * its clients name the upstream's URL by themselves. From any thread, at any time; does not block.
     */
    default List<String> routes() {
        return List.of();
    }

    /**
     * Whether a proxy that can be reached through this transport alone is of use, because the clients and commands that
     * start and find a proxy do so through it. A proxy whose every such transport failed to start ends at once.
     * One that answers false has the service property {@code wsproxy.suffices=false} too, for the launcher.
     */
    default boolean suffices() {
        return true;
    }

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

    /**
     * Tells the clients why, lets them read what there is for a moment, and cuts their links. Blocks until then; whoever
     * calls has closed the outlets before, so that clients are told how much they have not read. An outlet that is still open
     * delivers nothing any more, and keeps its memory until it is closed. {@link #start} may follow.
     */
    void stop(Failure reason);
}
