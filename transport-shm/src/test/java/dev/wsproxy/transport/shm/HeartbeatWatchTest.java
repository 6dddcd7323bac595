// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeartbeatWatchTest {
    private static final long SECOND = 1_000_000_000L;

    private final HeartbeatWatch watch = new HeartbeatWatch(10 * SECOND, 0);

    @Test
    void isSilentWhenTheValueStaysTheSameForTooLong() {
        assertThat(watch.isSilent(5, SECOND)).isFalse();
        for (int second = 2; second <= 11; second++) {
            assertThat(watch.isSilent(5, second * SECOND))
                    .as("second %d", second)
                    .isFalse();
        }
        assertThat(watch.isSilent(5, 12 * SECOND)).isTrue();
        assertThat(watch.isSilent(6, 13 * SECOND)).isFalse();
    }

    @Test
    void doesNotTakeAPauseOfItsOwnForSilenceOfTheOther() {
        watch.isSilent(5, SECOND);

        assertThat(watch.isSilent(5, 3_600 * SECOND)).isFalse();
    }

    @Test
    void doesNotMindAClockThatIsSetBack() {
        watch.isSilent(1_000_000, SECOND);

        assertThat(watch.isSilent(5, 2 * SECOND)).isFalse();
    }
}
