// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Durations as the nanoseconds that the broker reckons with. */
final class Nanos {
    private Nanos() {}

    /** Saturates, so that "forever" stays forever. */
    static long of(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }
}
