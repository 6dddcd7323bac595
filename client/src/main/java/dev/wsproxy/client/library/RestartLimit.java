// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides whether a client looks for another proxy: not for ever, when one after the other dies; but for as long as it takes, when
 * there is one that does not answer, because that may go on, or be ended.
 */
final class RestartLimit {
    private static final int MOST = 5;
    private static final Duration WITHIN = Duration.ofMinutes(1);

    /** In a row, however long each takes. */
    private static final int FAILED_STARTS = 3;

    private final boolean wanted;
    private final Deque<Long> lossesNs = new ArrayDeque<>();
    private int failedStarts;

    /** @param wanted whether the client may start proxies at all */
    RestartLimit(boolean wanted) {
        this.wanted = wanted;
    }

    /** A proxy was found. */
    void found() {
        failedStarts = 0;
    }

    /** A proxy was lost, or died while it was starting; one that said why it ends has not died, it wanted to end. */
    boolean allows(Failure loss) {
        return wanted
                && switch (loss.code()) {
                    case PROXY_LOST -> isRare();
                    case START_FAILED -> ++failedStarts < FAILED_STARTS;
                    case TIMEOUT -> true;
                    default -> false;
                };
    }

    private boolean isRare() {
        long nowNs = System.nanoTime();
        lossesNs.removeIf(oneNs -> nowNs - oneNs > WITHIN.toNanos());
        lossesNs.add(nowNs);
        return lossesNs.size() <= MOST;
    }
}
