// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import java.util.concurrent.TimeUnit;

/** What time it is, to the millisecond and without allocating. */
public final class WallClock {
    private WallClock() {}

    /** Nanoseconds since 1970-01-01T00:00Z. */
    public static long epochNs() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }
}
