// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.Failure;
import java.time.Duration;

/** How far an open connection is on its way from a lost proxy to the next one. Used by the polling thread. */
final class Restoration {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Failure reason;
    private final long beganEpochNs;
    private Duration pause = SHORTEST_PAUSE;
    private long failedNs;
    private boolean waiting;
    private boolean reopened;

    /**
     * @param reason why the proxy is gone
     * @param beganEpochNs when the last message came before it
     */
    Restoration(Failure reason, long beganEpochNs) {
        this.reason = reason;
        this.beganEpochNs = beganEpochNs;
    }

    Failure reason() {
        return reason;
    }

    long beganEpochNs() {
        return beganEpochNs;
    }

    /** The proxy has opened it; true the first time it says so. */
    boolean reopens() {
        boolean first = !reopened;
        reopened = true;
        return first;
    }

    /** The proxy could not open it; it is to be tried again after a pause. */
    void failed(long nowNs) {
        failedNs = nowNs;
        waiting = true;
    }

    /** Whether the pause after a failure is over; true once. */
    boolean isDue(long nowNs) {
        if (!waiting || nowNs - failedNs < pause.toNanos()) {
            return false;
        }
        waiting = false;
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        return true;
    }
}
