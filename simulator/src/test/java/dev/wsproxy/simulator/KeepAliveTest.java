// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeepAliveTest {
    private static final int NO_CLOSE_FRAME = 1006;

    @RegisterExtension
    private final Harness harness = new Harness();

    @Test
    void answersAPingWithItsPayload() throws Exception {
        TestClient client = harness.connect(harness.simulator());

        assertThat(client.ping("are you there")).isEqualTo("are you there");
    }

    @Test
    void pingsAndKeepsAClientThatAnswers() throws Exception {
        TestClient client = harness.connect(harness.simulator(
                        options -> options.pingInterval(Duration.ofMillis(200)).pongTimeout(Duration.ofSeconds(2))))
                .authenticated();

        await().until(() -> client.pings() >= 4);

        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void cutsOffAClientThatLeavesOnePingUnanswered() throws Exception {
        Simulator simulator = harness.simulator(
                options -> options.pingInterval(Duration.ofSeconds(1)).pongTimeout(Duration.ofMillis(100)));
        TestClient client = harness.connect(simulator).ignorePings().authenticated();

        assertThat(client.closeCode()).isEqualTo(NO_CLOSE_FRAME);
        assertThat(client.pings()).isEqualTo(1);
        await().until(() -> simulator.stats().connectionsCurrent() == 0);
    }
}
