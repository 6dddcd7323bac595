// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Failure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log why clients with local tokens are refused, because their SDKs tell them no more than "auth failed". A client
 * that tries again all the time is told of every {@link #INTERVAL}. Any thread.
 */
final class RefusalLog {
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    private final LongSupplier nanoTime;
    private final Map<String, Long> said = new ConcurrentHashMap<>();

    RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void refused(Failure why) {
        long nowNs = nanoTime.getAsLong();
        Long lastNs = said.get(why.reason());
        boolean due = lastNs == null
                ? said.putIfAbsent(why.reason(), nowNs) == null
                : nowNs - lastNs >= INTERVAL.toNanos() && said.replace(why.reason(), lastNs, nowNs);
        if (due) {
            LOG.warn("a client was refused: {}", why.reason());
        }
    }

    /** There are other reasons from now on. */
    void clear() {
        said.clear();
    }
}
