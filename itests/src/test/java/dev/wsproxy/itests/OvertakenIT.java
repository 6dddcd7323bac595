// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.Gap;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that stops reading, with little shared memory to spare. */
@Timeout(180)
class OvertakenIT {
    /** Several times what the queue may hold. */
    private static final int SENT = 150_000;
    /** Far less than the queue may hold, so that a reader which reads is not overtaken. */
    private static final int STEP = 10_000;

    @TempDir
    Path work;

    @Test
    void tellsASlowClientExactlyHowMuchItMissedAndSparesTheOthers() throws Exception {
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Files.writeString(home.conf().resolve("dev.wsproxy.transport.shm.cfg"), "maxConnectionBytes=8388608\n");
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.on(home)) {
            Recorder slow = new Recorder();
            Recorder quick = new Recorder();
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
            assertThat(quick.gaps()).isEmpty();

            await().atMost(Playground.DEADLINE).until(() -> {
                while (sleeper.poll(1_000) > 0) {}
                List<Long> trades = slow.trades("AAPL");
                return !trades.isEmpty() && trades.get(trades.size() - 1) == SENT;
            });
            assertThat(slow.gaps()).isNotEmpty().allSatisfy(gap -> {
                assertThat(gap.cause()).isEqualTo(Gap.Cause.OVERTAKEN);
                assertThat(gap.lastSequence()).isGreaterThanOrEqualTo(gap.firstSequence());
            });
            assertThat(slow.trades("AAPL")).isSorted().doesNotHaveDuplicates();
            assertThat(slow.trades("AAPL").size() + missedTrades(slow)).isEqualTo(SENT);
        }
    }

    /** The simulator sends one trade a message when its batch size is one, so missed messages are missed trades. */
    private static long missedTrades(Recorder recorder) {
        return recorder.gaps().stream().mapToLong(Gap::missed).sum();
    }
}
