// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EpochClockTest {
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 500);
    private final AtomicLong wall = new AtomicLong(1_000_000_000);
    private final EpochClock clock = new EpochClock(nanoTime::get, wall::get);

    @Test
    void tellsTheWallClockTimeOfAMonotonicMomentEvenWhenThatOverflows() {
        assertThat(clock.at(nanoTime.get() + 1_000)).isEqualTo(1_000_001_000);
        assertThat(clock.at(nanoTime.get() - 1_000)).isEqualTo(999_999_000);
    }

    @Test
    void followsTheWallClockWhenItIsSet() {
        wall.addAndGet(-5_000_000);
        assertThat(clock.at(nanoTime.get())).isEqualTo(1_000_000_000);
        clock.rebase();
        assertThat(clock.at(nanoTime.get())).isEqualTo(995_000_000);
    }

    @Test
    void doesNotFollowTheNoiseBetweenTwoClocks() {
        wall.addAndGet(900_000);
        clock.rebase();
        assertThat(clock.at(nanoTime.get())).isEqualTo(1_000_000_000);
    }
}
