// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

import dev.wsproxy.Failure;
import java.util.Objects;

/**
 * Messages are missing between what was received before and what comes next.
 *
 * @param cause what made the gap
 * @param missed how many messages for this client are missing; {@link #UNKNOWN} when nobody can know
 * @param firstSequence of the missing records; 0 when unknown
 * @param lastSequence of the missing records; 0 when unknown
 * @param beganEpochNs when the gap began, in nanoseconds since 1970-01-01T00:00Z; 0 when unknown. After the proxy's death:
 *     when the last message before it was received
 * @param endedEpochNs when it ended; 0 when unknown
 * @param failure why, with a reason for people
 */
public record Gap(
        Cause cause,
        long missed,
        long firstSequence,
        long lastSequence,
        long beganEpochNs,
        long endedEpochNs,
        Failure failure) {
    /** Stands for a number of messages that nobody can know. */
    public static final long UNKNOWN = -1;

    /** What makes a gap. */
    public enum Cause {
        /**
         * This client read too slowly: what it had not read was overwritten, or deleted some time after its proxy had ended.
         * {@link Gap#missed()} is exact, or {@link Gap#UNKNOWN} when the proxy died without having told, and in one more gap
         * when events were among it: that the upstream was lost for a while may have been one of them.
         */
        OVERTAKEN,
        /**
         * The proxy had no room: the memory in its directory was full, or could not be made ready as fast as messages came.
         * {@link Gap#missed()} is exact, but for one more gap when events were lost, as above. Told at once, and again at most
         * once a second while it lasts; until it is over {@link Gap#lastSequence()} is 0.
         */
        MEMORY_FULL,
        /** The upstream connection was lost for a while. */
        UPSTREAM_LOST,
        /** The proxy died, and a new one was started. */
        PROXY_RESTARTED
    }

    public Gap {
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(failure, "failure");
    }
}
