// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ProxyClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody cleans up too much: the directory of a running proxy is deleted. */
@Timeout(180)
class RemovedDirectoryIT {
    @Test
    void theProxyEndsAndItsClientsGoOnWithAnother() throws Exception {
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.open()) {
            Recorder recorder = new Recorder();
            ProxyClient client =
                    playground.keep(playground.client("one").listener(recorder).connect());
            client.open(upstream.open()).subscribe("trades", "AAPL");
            long pid = client.proxyPid();

            deleteTree(playground.dir());

            await("the client has found another proxy")
                    .atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(recorder.events())
                            .as("%s", recorder.failures())
                            .endsWith("reconnected"));
            assertThat(client.proxyPid()).isNotEqualTo(pid);
            await("the first one ends")
                    .atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive))
                            .isEmpty());
            await("data flows again").atMost(Playground.DEADLINE).until(() -> {
                upstream.simulator().publishTrades("AAPL", 1);
                return recorder.count("AAPL") > 0;
            });
            assertThat(playground.status().orElseThrow().pid()).isEqualTo(client.proxyPid());
            assertThat(upstream.simulator().stats().concurrentMaximumPerKey())
                    .isEqualTo(Map.of(Upstream.CREDENTIALS.key(), 1));
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
