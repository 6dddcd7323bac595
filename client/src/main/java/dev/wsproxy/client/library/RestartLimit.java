// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Decides whether a client looks for another proxy: not for ever, when one after the other dies. */
final class RestartLimit {
    private static final int MOST = 5;
    private static final Duration WITHIN = Duration.ofMinutes(1);

    private final boolean wanted;
    private final Deque<Long> lossesNs = new ArrayDeque<>();

    /** @param wanted whether the client may start proxies at all */
    RestartLimit(boolean wanted) {
        this.wanted = wanted;
    }

    /** A proxy was lost; one that said why has not died, it wanted to end. */
    boolean allows(Failure loss) {
        long nowNs = System.nanoTime();
        lossesNs.removeIf(oneNs -> nowNs - oneNs > WITHIN.toNanos());
        lossesNs.add(nowNs);
        return wanted && loss.code() == ErrorCode.PROXY_LOST && lossesNs.size() <= MOST;
    }
}
