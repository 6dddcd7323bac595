// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** How long to wait before the next attempt: doubling, with full jitter. */
final class Backoff {
    private static final int MOST_DOUBLINGS = 30;

    private final Supplier<BrokerSettings> settings;
    private final DoubleSupplier random;
    private int failures;

    /** @param random from 0 (inclusive) to 1 (exclusive) */
    Backoff(Supplier<BrokerSettings> settings, DoubleSupplier random) {
        this.settings = settings;
        this.random = random;
    }

    /** The delay after one more failure. */
    long nextNs() {
        BrokerSettings now = settings.get();
        long mostNs = Nanos.of(now.reconnectMax());
        double ceilingNs = (double) Nanos.of(now.reconnectMin()) * (1L << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        return (long) (random.getAsDouble() * Math.min(ceilingNs, mostNs));
    }

    /** The delay when trying soon would only annoy the upstream. */
    long slowNs() {
        BrokerSettings now = settings.get();
        long leastNs = Nanos.of(now.slowMin());
        return leastNs + (long) (random.getAsDouble() * (Nanos.of(now.slowMax()) - leastNs));
    }

    /** The upstream has been well: the next delay is a short one. */
    void reset() {
        failures = 0;
    }
}
