// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.Sequences.assertContiguous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyStatus.SharedConnection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The upstream goes away and comes back; clients have nothing to do. */
@Timeout(180)
class ReconnectIT {
    @Test
    void restoresTheSubscriptionsOfAllAndSaysWhatIsMissing() throws Exception {
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.open()) {
            Recorder one = new Recorder();
            Recorder two = new Recorder();
            ProxyClient first =
                    playground.keep(playground.client("one").listener(one).connect());
            ProxyClient second =
                    playground.keep(playground.client("two").listener(two).connect());
            Connection connection = first.open(upstream.open());
            connection.subscribe("trades", "AAPL");
            second.open(upstream.open()).subscribe("trades", "AAPL", "MSFT");
            upstream.simulator().publishTrades("AAPL", 100);
            awaitTrades(one, "AAPL", 100);

            upstream.simulator().dropConnections();
            for (Recorder recorder : List.of(one, two)) {
                await().atMost(Playground.DEADLINE)
                        .untilAsserted(() -> assertThat(recorder.events())
                                .containsExactly("opened", "reconnecting", "gap", "reconnected"));
                Gap gap = recorder.gaps().get(0);
                assertThat(gap.cause()).isEqualTo(Gap.Cause.UPSTREAM_LOST);
                assertThat(gap.missed()).isEqualTo(Gap.UNKNOWN);
                assertThat(gap.endedEpochNs()).isGreaterThan(gap.beganEpochNs());
            }
            assertThat(SharingIT.held(upstream, "trades")).containsExactlyInAnyOrder("AAPL", "MSFT");
            upstream.simulator().publishTrades("AAPL", 100);
            upstream.simulator().publishTrades("MSFT", 50);
            awaitTrades(one, "AAPL", 200);
            awaitTrades(two, "MSFT", 50);
            assertContiguous(one.trades("AAPL"));
            assertThat(one.symbols()).containsExactly("AAPL");

            SharedConnection status =
                    playground.status().orElseThrow().connections().get(0);
            assertThat(status.state()).isEqualTo(ConnectionState.OPEN);
            assertThat(status.reconnects()).isEqualTo(1);
            assertThat(connection.state()).isEqualTo(ConnectionState.OPEN);
        }
    }

    @Test
    void keepsTryingAndSaysWhy() throws Exception {
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.open()) {
            Recorder recorder = new Recorder();
            ProxyClient client = playground.keep(
                    playground.client("patient").listener(recorder).connect());
            Connection connection = client.open(upstream.open());
            upstream.simulator().refuseUpgrades(503);
            upstream.simulator().dropConnections();
            await().atMost(Playground.DEADLINE).untilAsserted(() -> {
                SharedConnection status = client.status().connections().get(0);
                assertThat(status.state()).isEqualTo(ConnectionState.RECONNECTING);
                assertThat(status.reason()).contains("503");
            });
            assertThat(connection.state()).isEqualTo(ConnectionState.RECONNECTING);

            upstream.simulator().refuseUpgrades(0);
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(recorder.events()).contains("gap", "reconnected"));
        }
    }

    private static void awaitTrades(Recorder recorder, String symbol, int count) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(recorder.trades(symbol)).hasSize(count));
    }
}
