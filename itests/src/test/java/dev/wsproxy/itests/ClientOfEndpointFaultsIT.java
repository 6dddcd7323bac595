// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs at the WebSocket endpoint die and stop, while others read on. */
@FaultArea("Clients")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientOfEndpointFaultsIT {
    private static final String SYMBOL = "MSFT";

    private FaultScene scene;
    private ClientProcess others;
    private Process program;
    private ProcessHandle child;

    @BeforeAll
    void open(@TempDir Path work) throws Exception {
        assumeTrue(Toolchain.PYTHON.lack().isEmpty(), "there is no Python to fork with");
        scene = FaultScene.open(work, Upstream.options().rate(Chaos.either(1_000, 10_000)), "pingIntervalMs = 1000");
        others = scene.clients(Callback.COUNTS, "other=AAPL");
    }

    @AfterAll
    void close() throws Exception {
        if (scene != null) {
            scene.close();
        }
    }

    @BeforeEach
    void startProgram() throws Exception {
        URI uri = scene.endpoint();
        program = new ProcessBuilder(
                        "python3",
                        Path.of("src/test/resources/forking-client.py").toString(),
                        uri.getHost(),
                        String.valueOf(uri.getPort()),
                        uri.getPath(),
                        SYMBOL)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        child = ProcessHandle.of(Long.parseLong(program.inputReader().readLine()))
                .orElseThrow();
        await().atMost(Playground.DEADLINE)
                .until(() -> SharingIT.held(scene.upstream(), "trades").contains(SYMBOL));
    }

    @AfterEach
    void endProgram() throws Exception {
        child.destroyForcibly();
        program.destroyForcibly().waitFor();
        ClientReport report = others.report();
        assertThat(report.faults() + report.holes()).isZero();
    }

    private void awaitReleased() {
        await().atMost(Playground.DEADLINE).untilAsserted(() -> {
            assertThat(SharingIT.held(scene.upstream(), "trades")).doesNotContain(SYMBOL);
            assertThat(scene.playground().status().orElseThrow().clients())
                    .noneMatch(client -> client.transport().equals("websocket"));
        });
    }

    @Test
    @Fault(
            value = "a WebSocket client is killed (kill -9) while a forked child of it still holds the socket",
            expected = "released as soon as it does not answer a ping; others miss nothing")
    void releasesWhatAProgramHeldWhoseChildHoldsTheSocket(Seen seen) throws Exception {
        long sinceNs = System.nanoTime();
        program.destroyForcibly().waitFor();
        awaitReleased();
        assertThat(child.isAlive()).isTrue();
        seen.add("released after %d ms, pings every second", (System.nanoTime() - sinceNs) / 1_000_000);
    }

    @Test
    @Fault(
            value = "a WebSocket client and its forked child are killed (kill -9)",
            expected = "released at once; others miss nothing")
    void releasesWhatADeadProgramHeld(Seen seen) throws Exception {
        long sinceNs = System.nanoTime();
        child.destroyForcibly();
        program.destroyForcibly().waitFor();
        awaitReleased();
        seen.add("released after %d ms", (System.nanoTime() - sinceNs) / 1_000_000);
    }

    @Test
    @Fault(
            value = "a WebSocket client is stopped (SIGSTOP) for longer than two pings and goes on (SIGCONT)",
            expected = "it is closed, which its SDK takes for a lost connection; others miss nothing")
    void closesAStoppedProgram(Seen seen) throws Exception {
        Signal.STOP.send(program.pid());
        long sinceNs = System.nanoTime();
        awaitReleased();
        seen.add("closed after %d ms", (System.nanoTime() - sinceNs) / 1_000_000);
        Signal.CONT.send(program.pid());
        assertThat(program.onExit().get(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(program);
    }
}
