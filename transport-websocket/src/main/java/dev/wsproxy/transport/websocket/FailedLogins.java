// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often strangers may fail to authenticate: each has a bucket of attempts, of which every failure takes one, and which fills
 * again as time passes. Who has none left is not let in; nobody else suffers for it. Any thread.
 */
final class FailedLogins {
    static final int ATTEMPTS = 10;
    static final Duration REFILL = Duration.ofSeconds(6);

    /** So many strangers have a bucket of their own; all others share one. */
    static final int MOST_BUCKETS = 1000;

    private static final String OTHERS = "others";

    private final LongSupplier nanoTime;

    /** By stranger: when the bucket will be full again. One that is not here is full. */
    private final Map<String, Long> fullAtNs = new HashMap<>();

    FailedLogins(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void failed(String stranger) {
        long nowNs = nanoTime.getAsLong();
        String key = key(stranger, nowNs);
        fullAtNs.put(key, nowNs + Math.min(missingNs(key, nowNs), capacityNs()) + REFILL.toNanos());
    }

    /** How long a stranger has to wait for the next attempt; zero when there is one left. */
    synchronized Duration wait(String stranger) {
        long nowNs = nanoTime.getAsLong();
        return Duration.ofNanos(Math.max(0, missingNs(key(stranger, nowNs), nowNs) - capacityNs() + REFILL.toNanos()));
    }

    private String key(String stranger, long nowNs) {
        if (fullAtNs.size() >= MOST_BUCKETS && !fullAtNs.containsKey(stranger)) {
            fullAtNs.values().removeIf(atNs -> atNs - nowNs <= 0);
        }
        return fullAtNs.size() < MOST_BUCKETS || fullAtNs.containsKey(stranger) ? stranger : OTHERS;
    }

    /** How long until the bucket is full. */
    private long missingNs(String key, long nowNs) {
        Long atNs = fullAtNs.get(key);
        return atNs == null ? 0 : Math.max(0, atNs - nowNs);
    }

    private static long capacityNs() {
        return REFILL.toNanos() * ATTEMPTS;
    }
}
