// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.FailureException;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that may not open more files. */
@FaultArea("File descriptors")
@Timeout(600)
class DescriptorFaultsIT {
    private ProxyPlace place;

    @BeforeEach
    void open() throws IOException {
        place = ProxyPlace.create();
    }

    @AfterEach
    void close() throws IOException {
        place.close();
    }

    private static List<String> limited(int descriptors) {
        return List.of("/bin/sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh");
    }

    @Test
    @Fault(
            value = "more clients join than the proxy has file descriptors for",
            expected =
                    "those beyond get an error that names the directory; the others go on; once some have left others get in")
    void proxyRunsOut(Seen seen) throws Exception {
        List<ProxyClient> clients = new ArrayList<>();
        try (LaunchedProxy proxy = place.launch(limited(200))) {
            await().atMost(Playground.DEADLINE)
                    .until(() -> Files.exists(place.dir().resolve("control.sock")));
            FailureException failure = null;
            while (failure == null && clients.size() < 200) {
                try {
                    clients.add(place.connect());
                } catch (FailureException e) {
                    failure = e;
                }
            }
            assertThat(failure).as("with %d clients", clients.size()).isNotNull();
            seen.add("client %d: %s", clients.size() + 1, failure.getMessage());
            assertThat(failure).hasMessageContaining(place.dir().toString());
            assertThat(clients.get(0).status().clients()).hasSize(clients.size());
            clients.subList(1, clients.size()).forEach(ProxyClient::close);
            await("others get in").atMost(Playground.DEADLINE).until(this::joins);
            assertThat(clients.get(0).proxyPid()).isEqualTo(proxy.process().pid());
            assertThat(proxy.process().isAlive()).isTrue();
        } finally {
            clients.forEach(ProxyClient::close);
        }
    }

    private boolean joins() {
        try (ProxyClient late = place.connect()) {
            return late.proxyPid() > 0;
        } catch (FailureException e) {
            return false;
        }
    }

    @Test
    @Fault(
            value = "a proxy starts with too few file descriptors",
            expected = "it serves, or ends with code 1 and says why; the next one with enough serves")
    void proxyStartsWithFew(Seen seen) throws Exception {
        int step = Chaos.either(40, 5);
        for (int descriptors = 20; descriptors <= 140; descriptors += step) {
            try (LaunchedProxy proxy = place.launch(limited(descriptors))) {
                await().atMost(Playground.DEADLINE)
                        .until(() -> !proxy.process().isAlive()
                                || Files.exists(place.dir().resolve("control.sock")));
                if (proxy.process().isAlive()) {
                    seen.add("%d: serves", descriptors);
                    proxy.process().destroy();
                } else {
                    assertThat(proxy.exitCode()).isEqualTo(1);
                    assertThat(proxy.printed()).contains("Too many open files");
                    seen.add(
                            "%d: %s",
                            descriptors, proxy.printed().lines().findFirst().orElse(""));
                }
                proxy.exitCode();
            }
        }
        place.connect().close();
    }

    @Test
    @Fault(
            value = "a client has too few file descriptors",
            expected = "it is served, or gets an error that says so; others notice nothing")
    void clientHasFew(Seen seen) throws Exception {
        try (ProxyClient client = place.connect()) {
            int step = Chaos.either(8, 2);
            for (int descriptors = 80; descriptors <= 104; descriptors += step) {
                try (StartingClient poor = StartingClient.start(limited(descriptors), place)) {
                    String answer = String.valueOf(poor.answer());
                    seen.add("%d: %s", descriptors, answer);
                    assertThat(answer).matches("null|" + client.proxyPid() + "|[A-Z_]+: .*Too many open files.*");
                }
            }
            assertThat(client.status().clients()).isNotEmpty();
        }
    }
}
