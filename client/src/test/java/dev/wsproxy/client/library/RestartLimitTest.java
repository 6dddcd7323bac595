// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import org.junit.jupiter.api.Test;

class RestartLimitTest {
    private static final Failure LOSS = Failure.of(ErrorCode.PROXY_LOST, "it crashed");
    private static final Failure FAILED_START = Failure.of(ErrorCode.START_FAILED, "it did not come up");

    private final RestartLimit limit = new RestartLimit(true);

    @Test
    void givesUpWhenOneProxyAfterTheOtherDies() {
        for (int i = 0; i < 5; i++) {
            assertThat(limit.allows(LOSS)).isTrue();
            limit.found();
        }
        assertThat(limit.allows(LOSS)).isFalse();
    }

    @Test
    void givesUpWhenNoneComesUpHoweverLongEachTakes() {
        assertThat(limit.allows(FAILED_START)).isTrue();
        assertThat(limit.allows(FAILED_START)).isTrue();
        assertThat(limit.allows(FAILED_START)).isFalse();
    }

    @Test
    void forgetsFailedStartsWhenOneCameUp() {
        for (int i = 0; i < 10; i++) {
            assertThat(limit.allows(FAILED_START)).isTrue();
            assertThat(limit.allows(FAILED_START)).isTrue();
            limit.found();
        }
    }

    @Test
    void keepsLookingWhileThereIsOneThatDoesNotAnswer() {
        Failure hangs = Failure.of(ErrorCode.TIMEOUT, "it accepted the connection but did not answer");
        for (int i = 0; i < 1_000; i++) {
            assertThat(limit.allows(hangs)).isTrue();
        }
        assertThat(new RestartLimit(false).allows(hangs)).isFalse();
    }

    @Test
    void startsNoneForAClientThatMayNot() {
        assertThat(new RestartLimit(false).allows(LOSS)).isFalse();
        assertThat(new RestartLimit(false).allows(FAILED_START)).isFalse();
    }

    @Test
    void startsNoneWhenTheProxyWantedToEnd() {
        assertThat(limit.allows(Failure.of(ErrorCode.PROXY_STOPPING, "as asked")))
                .isFalse();
    }
}
