// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.util.function.LongSupplier;

/** When the current call into a shared connection began: the stamp of everything it delivers. Under that one's lock. */
final class CallTime {
    private final LongSupplier nanoTime;
    private final EpochClock epoch;
    private long ns;
    private long epochNs;

    CallTime(LongSupplier nanoTime, EpochClock epoch) {
        this.nanoTime = nanoTime;
        this.epoch = epoch;
    }

    void start() {
        start(nanoTime.getAsLong());
    }

    void start(long nowNs) {
        ns = nowNs;
        epochNs = epoch.at(nowNs);
    }

    long ns() {
        return ns;
    }

    long epochNs() {
        return epochNs;
    }
}
