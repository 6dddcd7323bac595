// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Clients that read more slowly than messages come. */
@FaultArea("Slow clients")
@Timeout(600)
class SlowClientFaultsIT {
    private static final int STEP = 10_000;

    /** The clients' own queues, which are not the connection's. */
    private static final long CLIENTS_BYTES = 16L << 20;

    @TempDir
    Path work;

    private FaultScene scene;
    private ClientProcess quick;
    private long published;
    private long mostBytes;

    @BeforeEach
    void open() throws Exception {
        scene = FaultScene.open(work, Upstream.options().rate(0));
        quick = scene.clients(Callback.COUNTS, "quick=AAPL");
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    /** As fast as the quick client reads. */
    private void publish() throws Exception {
        scene.upstream().simulator().publishTrades("AAPL", STEP);
        published += STEP;
        await().atMost(Playground.DEADLINE).until(() -> {
            mostBytes = Math.max(mostBytes, scene.memory());
            return quick.report().received() == published;
        });
    }

    @Test
    @Fault(
            value = "a client's callback sleeps 20 ms at each message while thousands a second come",
            expected =
                    "memory stays under its bound; exact gap events, nothing torn or repeated; status shows bound, lag and gaps")
    void boundsTheMemoryAndCountsWhatIsMissed(Seen seen) throws Exception {
        ClientProcess slow = scene.clients(Callback.SLEEPS, "slow=AAPL");
        int steps = Chaos.either(6, 600);
        for (int i = 0; i < steps; i++) {
            publish();
        }
        assertThat(mostBytes).isLessThan(FaultScene.BOUND + CLIENTS_BYTES);
        seen.add("%d trades, at most %.1f MiB in the directory", published, mostBytes / 1048576.0);
        checkStatusOfTheSlow(seen);

        slow.tell("wake");
        await().atMost(Playground.DEADLINE).until(() -> slow.report().last() == published);
        ClientReport report = slow.report();
        assertThat(report.faults()).isZero();
        assertThat(report.gaps("OVERTAKEN")).isPositive();
        assertThat(report.missed()).isEqualTo(report.holes()).isPositive();
        assertThat(quick.report().holes()).isZero();
        JsonNode shown = statusOf("slow");
        assertThat(shown.path("missed").asLong()).isEqualTo(report.missed());
        assertThat(shown.path("gaps").asLong()).isEqualTo(report.gaps("OVERTAKEN"));
        seen.add("got %d, missed %d, told in %d gaps", report.received(), report.missed(), report.gaps("OVERTAKEN"));
    }

    private void checkStatusOfTheSlow(Seen seen) throws Exception {
        ProxyStatus.SharedConnection connection =
                scene.playground().status().orElseThrow().connections().get(0);
        assertThat(connection.memoryBound()).isEqualTo(FaultScene.BOUND);
        assertThat(connection.memoryBytes()).isPositive().isLessThanOrEqualTo(FaultScene.BOUND);
        JsonNode shown = statusOf("slow");
        assertThat(shown.path("lagBytes").asLong()).isGreaterThan(FaultScene.BOUND / 2);
        assertThat(shown.has("gaps")).isTrue();
        try (Command status = scene.playground().command("status")) {
            assertThat(status.exitCode()).isZero();
            List<String> lines = status.lines();
            assertThat(lines).anyMatch(line -> line.contains("LAG") && line.contains("GAPS"));
            assertThat(lines).anyMatch(line -> line.contains(" of 4.0 MiB"));
        }
        seen.add(
                "status: %.1f of %.1f MiB, lag %.1f MiB",
                connection.memoryBytes() / 1048576.0,
                connection.memoryBound() / 1048576.0,
                shown.path("lagBytes").asLong() / 1048576.0);
    }

    private JsonNode statusOf(String client) throws Exception {
        try (Command status = scene.playground().command("status", "--json")) {
            assertThat(status.exitCode()).isZero();
            for (JsonNode shown : status.json().path("clients")) {
                if (shown.path("name").asString().equals(client)) {
                    return shown;
                }
            }
        }
        throw new AssertionError("not in the status: " + client);
    }

    @Test
    @Fault(
            value = "a WebSocket client does not read",
            expected = "it is cut off with Alpaca's 407 and a reason, and its memory given back; others miss nothing")
    void cutsOffAWebSocketClientThatDoesNotRead(Seen seen) throws Exception {
        try (LazyClient lazy = new LazyClient(scene.endpoint())) {
            await().atMost(Playground.DEADLINE).until(() -> webSocketClients() == 1);
            long mostLag = 0;
            for (long clients = 1; clients > 0; clients = webSocketClients()) {
                publish();
                mostLag = Math.max(mostLag, webSocketLag());
                assertThat(published).isLessThan(100L * STEP);
            }
            List<String> got = lazy.readToTheEnd();
            assertThat(got.get(got.size() - 1)).startsWith("1008 ").contains("SLOW_CLIENT");
            assertThat(got.get(got.size() - 2)).contains("407");
            assertThat(quick.report().holes()).isZero();
            seen.add("lag at most %.1f MiB, then: %s", mostLag / 1048576.0, got.get(got.size() - 1));
        }
    }

    private long webSocketClients() {
        return scene.playground().status().orElseThrow().clients().stream()
                .filter(client -> client.transport().equals("websocket"))
                .count();
    }

    private long webSocketLag() {
        return scene.playground().status().orElseThrow().clients().stream()
                .filter(client -> client.transport().equals("websocket"))
                .mapToLong(ProxyStatus.Client::lagBytes)
                .sum();
    }
}
