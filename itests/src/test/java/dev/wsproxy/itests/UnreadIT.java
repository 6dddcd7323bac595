// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.Gap;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.Waiting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client that is far behind still gets of a proxy that has ended. */
@Timeout(180)
class UnreadIT {
    private static final int SENT = 60_000;
    private static final int STEP = 10_000;

    private final Recorder slow = new Recorder();
    private final Recorder quick = new Recorder();

    @Test
    void allOfItWhileTheNextProxyServesAlready() throws Exception {
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.open()) {
            ProxyClient sleeper = fallBehind(upstream, playground);

            playground.proxy().orElseThrow().destroyForcibly();
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(quick.events()).contains("reconnected"));

            readUntilTheProxyIsLost(sleeper);
            assertThat(slow.trades("AAPL")).hasSize(SENT);
            assertThat(slow.gaps()).isEmpty();
        }
    }

    @Test
    void anExactCountOfTheRestWhenItWasStopped() throws Exception {
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.open()) {
            ProxyClient sleeper = fallBehind(upstream, playground);

            assertThat(playground.command("stop").exitCode()).isZero();
            assertThat(playground.leftovers()).isEmpty();

            readUntilTheProxyIsLost(sleeper);
            List<Long> trades = slow.trades("AAPL");
            assertThat(trades).hasSizeLessThan(SENT).isSorted().doesNotHaveDuplicates();
            assertThat(slow.gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.cause()).isEqualTo(Gap.Cause.OVERTAKEN);
                assertThat(gap.missed()).isEqualTo(SENT - trades.size());
            });
        }
    }

    /** Two clients of one connection; the one that is returned has read nothing of what was published. */
    private ProxyClient fallBehind(Upstream upstream, Playground playground) {
        ProxyClient sleeper = playground.keep(playground
                .client("sleeper")
                .listener(slow)
                .waiting(Waiting.POLL)
                .connect());
        ProxyClient reader =
                playground.keep(playground.client("reader").listener(quick).connect());
        sleeper.open(upstream.open()).subscribe("trades", "AAPL");
        reader.open(upstream.open()).subscribe("trades", "AAPL");
        for (int published = STEP; published <= SENT; published += STEP) {
            upstream.simulator().publishTrades("AAPL", STEP);
            int expected = published;
            await().atMost(Playground.DEADLINE).until(() -> quick.count("AAPL") == expected);
        }
        return sleeper;
    }

    private void readUntilTheProxyIsLost(ProxyClient sleeper) {
        await().atMost(Playground.DEADLINE).until(() -> {
            while (sleeper.poll(1_000) > 0) {}
            return slow.events().contains("proxy disconnected");
        });
    }
}
