// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
    private long nowNs = Long.MAX_VALUE - FailedLogins.REFILL.toNanos();
    private final FailedLogins logins = new FailedLogins(() -> nowNs);

    private void pass(Duration time) {
        nowNs += time.toNanos();
    }

    private void fail(String stranger, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(logins.wait(stranger)).as("attempt %s", i).isZero();
            logins.failed(stranger);
        }
    }

    @Test
    void letsAStrangerFailSoOftenAndThenAsTimePasses() {
        fail("user 1", FailedLogins.ATTEMPTS);
        assertThat(logins.wait("user 1")).isEqualTo(FailedLogins.REFILL);

        pass(FailedLogins.REFILL.minusNanos(1));
        assertThat(logins.wait("user 1")).isEqualTo(Duration.ofNanos(1));
        pass(Duration.ofNanos(1));
        fail("user 1", 1);
        assertThat(logins.wait("user 1")).isEqualTo(FailedLogins.REFILL);

        pass(FailedLogins.REFILL.multipliedBy(FailedLogins.ATTEMPTS * 3L));
        fail("user 1", FailedLogins.ATTEMPTS);
        assertThat(logins.wait("user 1")).isPositive();
    }

    @Test
    void makesNobodyElseWait() {
        fail("user 1", FailedLogins.ATTEMPTS);
        assertThat(logins.wait("user 2")).isZero();
    }

    /** Whoever was in a connection already may fail there, but is not kept out for longer than others. */
    @Test
    void neverMakesAnybodyWaitForMoreThanOneAttempt() {
        for (int i = 0; i < FailedLogins.ATTEMPTS * 10; i++) {
            logins.failed("user 1");
        }
        assertThat(logins.wait("user 1")).isBetween(FailedLogins.REFILL, FailedLogins.REFILL.multipliedBy(2));
    }

    @Test
    void remembersSoManyAndTakesAllOthersTogether() {
        for (int i = 0; i < FailedLogins.MOST_BUCKETS; i++) {
            logins.failed("user " + i);
        }
        for (int i = 0; i < FailedLogins.ATTEMPTS; i++) {
            logins.failed("late " + i);
        }
        assertThat(logins.wait("late for ever")).isPositive();
        assertThat(logins.wait("user 1")).isZero();

        pass(FailedLogins.REFILL.multipliedBy(FailedLogins.ATTEMPTS + 1L));
        fail("late for ever", FailedLogins.ATTEMPTS);
        assertThat(logins.wait("late 1")).isZero();
    }
}
