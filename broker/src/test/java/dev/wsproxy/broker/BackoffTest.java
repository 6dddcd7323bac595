// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static long ms(long ns) {
        return Duration.ofNanos(ns).toMillis();
    }

    @Test
    void neverExceedsItsBoundsAndUsesAllOfThem() {
        Random random = new Random(1);
        Backoff backoff = new Backoff(() -> BrokerSettings.DEFAULT, random::nextDouble);
        long leastMs = Long.MAX_VALUE;
        long mostMs = 0;
        for (int i = 0; i < 10_000; i++) {
            long delayMs = ms(backoff.nextNs());
            if (i > 10) {
                leastMs = Math.min(leastMs, delayMs);
                mostMs = Math.max(mostMs, delayMs);
            }
        }
        assertThat(leastMs).isBetween(0L, 300L);
        assertThat(mostMs).isBetween(29_700L, 30_000L);
    }

    @Test
    void isSlowBetweenItsBounds() {
        assertThat(ms(new Backoff(() -> BrokerSettings.DEFAULT, () -> 0).slowNs()))
                .isEqualTo(30_000);
        assertThat(ms(new Backoff(() -> BrokerSettings.DEFAULT, () -> 0.999_999).slowNs()))
                .isEqualTo(59_999);
    }

    @Test
    void startsAnewAfterAReset() {
        Backoff backoff = new Backoff(() -> BrokerSettings.DEFAULT, () -> 0.5);
        assertThat(ms(backoff.nextNs())).isEqualTo(125);
        assertThat(ms(backoff.nextNs())).isEqualTo(250);
        backoff.reset();
        assertThat(ms(backoff.nextNs())).isEqualTo(125);
    }
}
