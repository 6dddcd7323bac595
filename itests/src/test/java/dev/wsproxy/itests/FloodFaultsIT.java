// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that ask without pause. */
@FaultArea("Floods")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodFaultsIT {
    private static final String EXPECTED =
            "backpressure instead of exceptions; others keep their latency and miss nothing; the proxy's memory stays bounded";

    /** Another program takes a processor; that others wait for their turn is no fault of the proxy. */
    private static final long P99_US = 4_000_000;

    /** Answers to a flood take room too, some 10 MB a second: enough that nobody is overtaken who only waits for a processor. */
    private static final long BOUND = 64L << 20;

    private static final long RSS_GROWTH_KB = 300_000;
    private static final Duration DURATION = Duration.ofSeconds(Chaos.either(2, 30));

    private FaultScene scene;
    private ClientProcess others;
    private long calmP99Us;

    @BeforeAll
    void open(@TempDir Path work) throws Exception {
        scene = FaultScene.open(work, BOUND, Upstream.options().rate(Chaos.either(1_000, 5_000)));
        others = scene.clients(Callback.COUNTS, "other=AAPL,SPY");
        others.tell("forget");
        await().atMost(Playground.DEADLINE).until(() -> others.report().received() > 500);
        calmP99Us = others.report().p99Us();
    }

    @AfterAll
    void close() throws Exception {
        scene.close();
    }

    @ParameterizedTest(name = "a client {0} without pause")
    @EnumSource(Flood.Kind.class)
    @Fault(expected = EXPECTED)
    void withstandsAClientThatAsksWithoutPause(Flood.Kind kind, Seen seen) throws Exception {
        ClientProcess victim = scene.clients(Callback.COUNTS, "flood=MSFT");
        String results = underWatch(seen, () -> {
            victim.tell("flood " + kind.name());
            awaitPassed(DURATION);
            return victim.calm();
        });
        seen.add("%s", results);
        victim.close();
        assertThat(victim.events()).noneMatch(event -> event.what().startsWith("disconnected"));
        assertThat(results).doesNotContain("thrown");
        scene.awaitReleased("flood", "MSFT");
    }

    private interface Trouble {
        String make() throws Exception;
    }

    private String underWatch(Seen seen, Trouble trouble) throws Exception {
        others.tell("forget");
        long rssKb = rssKb();
        String results = trouble.make();
        ClientReport report = others.report();
        long grownKb = rssKb() - rssKb;
        long memory = scene.memory();
        seen.add(
                "others: 99 %% within %d µs (%d without the flood), slowest %d ms; proxy's RSS %+d MB, directory %d MiB",
                report.p99Us(), calmP99Us, report.slowestMs(), grownKb / 1000, memory >> 20);
        assertThat(report.faults() + report.holes() + report.missed())
                .as("%s", report)
                .isZero();
        assertThat(report.p99Us()).isLessThan(P99_US);
        assertThat(grownKb).isLessThan(RSS_GROWTH_KB);
        assertThat(memory).isLessThan(2 * BOUND);
        return results;
    }

    private static void awaitPassed(Duration duration) throws InterruptedException {
        Thread.sleep(duration.toMillis());
    }

    private long rssKb() throws IOException {
        long pid = scene.playground().proxy().orElseThrow().pid();
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Fault(value = "a WebSocket client sends requests without pause and reads nothing", expected = EXPECTED)
    void withstandsAWebSocketClientThatSendsWithoutPause(Seen seen) throws Exception {
        String results = underWatch(seen, () -> {
            try (RawWebSocket socket = RawWebSocket.connect(scene.endpoint())) {
                return socket.flood("{\"action\":\"subscribe\",\"bars\":[\"AMZN\"]}", DURATION);
            }
        });
        seen.add("%s", results);
    }

    @Test
    @Fault(value = "WebSocket clients connect and vanish without pause", expected = EXPECTED)
    void withstandsWebSocketClientsThatComeAndGo(Seen seen) throws Exception {
        String results = underWatch(seen, () -> {
            long connected = 0;
            for (long sinceNs = System.nanoTime(); System.nanoTime() - sinceNs < DURATION.toNanos(); ) {
                try (RawWebSocket socket = RawWebSocket.connect(scene.endpoint())) {
                    connected += socket.isOpen() ? 1 : 0;
                }
            }
            return "connected=" + connected;
        });
        seen.add("%s", results);
        await().atMost(Playground.DEADLINE)
                .until(() -> scene.playground().status().orElseThrow().clients().stream()
                        .noneMatch(client -> client.transport().equals("websocket")));
    }
}
