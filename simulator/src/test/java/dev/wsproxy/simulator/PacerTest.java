// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacerTest {
    private static final long SECOND_NS = 1_000_000_000;

    @Test
    void isDueEvenlyAndWithoutDrift() {
        Pacer pacer = new Pacer(3, 1, 100);
        long nowNs = 100;
        for (int i = 0; i < 3_000; i++) {
            nowNs += pacer.waitNs(nowNs);
            assertThat(pacer.due(nowNs)).isEqualTo(1);
            assertThat(pacer.due(nowNs - 1)).isZero();
            pacer.take(1);
        }

        assertThat(nowNs).isEqualTo(100 + 1_000 * SECOND_NS);
    }

    @Test
    void catchesUpWithWhatAStallHeldBack() {
        Pacer pacer = new Pacer(1_000, 1, 0);
        pacer.take(pacer.due(SECOND_NS / 1_000));

        assertThat(pacer.due(5 * SECOND_NS)).isEqualTo(4_999);
        assertThat(pacer.waitNs(5 * SECOND_NS)).isZero();
    }

    @Test
    void isDueInWholeBatches() {
        Pacer pacer = new Pacer(100, 40, 0);

        assertThat(pacer.waitNs(0)).isEqualTo(400_000_000);
        assertThat(pacer.due(399_999_999)).isZero();
        assertThat(pacer.due(SECOND_NS)).isEqualTo(80);
    }

    @Test
    void isNeverDueAtRateZero() {
        Pacer pacer = new Pacer(0, 1, 0);

        assertThat(pacer.due(SECOND_NS)).isZero();
        assertThat(pacer.waitNs(SECOND_NS)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void staysExactForDays() {
        Pacer pacer = new Pacer(10_000_000, 1, 0);
        long days = 100 * 86_400L;

        assertThat(pacer.due(days * SECOND_NS)).isEqualTo(days * 10_000_000);
    }
}
