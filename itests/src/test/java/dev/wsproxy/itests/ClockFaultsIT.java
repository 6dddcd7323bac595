// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time passes all at once. */
@FaultArea("Clocks")
@Timeout(600)
class ClockFaultsIT {
    @Test
    @Fault(
            value =
                    "the proxy and all its clients are stopped (SIGSTOP) for longer than every heartbeat time-out, and go on",
            expected = "nobody takes the others for dead: the same proxy, the same clients")
    void allAreStopped(Seen seen) throws Exception {
        int seconds = Chaos.either(13, 90);
        List<StartingClient> clients = new ArrayList<>();
        try (ProxyPlace place = ProxyPlace.create()) {
            long proxy = startTogether(place, clients);
            for (StartingClient client : clients) {
                Signal.STOP.send(client.process().pid());
            }
            Signal.STOP.send(proxy);
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
            for (StartingClient client : clients) {
                Signal.CONT.send(client.process().pid());
            }
            // They look first whether the proxy lives, and it cannot have said so yet.
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
            Signal.CONT.send(proxy);
            try (ProxyClient late = place.connect()) {
                assertThat(late.proxyPid()).isEqualTo(proxy);
                await().atMost(Playground.DEADLINE)
                        .until(() -> late.status().clients().size() == 1 + clients.size());
            }
            String log = Files.readString(place.state().resolve("logs/wsproxy.log"));
            assertThat(log)
                    .doesNotContain("has stopped to answer")
                    .doesNotContain("WARN")
                    .doesNotContain("ERROR");
            seen.add("%d clients and proxy %d went on after %d s", clients.size(), proxy, seconds);
            clients.forEach(StartingClient::close); // Before the proxy is killed: they would start another.
        } finally {
            clients.forEach(StartingClient::close);
        }
    }

    /** The first client, which leaves again, starts the proxy; the others find it. */
    private static long startTogether(ProxyPlace place, List<StartingClient> clients) throws Exception {
        try (ProxyClient first = place.connect()) {
            for (int i = 0; i < 3; i++) {
                clients.add(StartingClient.start(place));
            }
            for (StartingClient client : clients) {
                assertThat(client.answer()).isEqualTo(String.valueOf(first.proxyPid()));
            }
            return first.proxyPid();
        }
    }
}
