// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;

/** Decides whether a client looks for another proxy: not for ever, when one after the other dies. */
final class RestartLimit {
    private static final int MOST = 5;
    private static final Duration WITHIN = Duration.ofMinutes(1);

    /** One that said why it ends has not died, it wanted to end. */
    private static final Set<ErrorCode> DEATHS = EnumSet.of(ErrorCode.PROXY_LOST, ErrorCode.START_FAILED);

    private final boolean wanted;
    private final Deque<Long> lossesNs = new ArrayDeque<>();

    /** @param wanted whether the client may start proxies at all */
    RestartLimit(boolean wanted) {
        this.wanted = wanted;
    }

    /** A proxy was lost, running or while it was starting. */
    boolean allows(Failure loss) {
        long nowNs = System.nanoTime();
        lossesNs.removeIf(oneNs -> nowNs - oneNs > WITHIN.toNanos());
        lossesNs.add(nowNs);
        return wanted && DEATHS.contains(loss.code()) && lossesNs.size() <= MOST;
    }
}
