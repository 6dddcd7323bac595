// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.Gap;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a proxy in the foreground, with options of its own. */
@FaultArea("The proxy")
@Timeout(240)
class ProxyDeathInForegroundFaultsIT {
    @Test
    @Fault(
            value = "wsproxy run is killed (kill -9) while a client is there, and run again with --replace",
            expected =
                    "a successor serves the client at once; the one in the foreground takes its place, with its routes")
    void comesBackWithItsRoutes(Seen seen) throws Exception {
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.open()) {
            Command first = run(playground, upstream);
            Recorder recorder = new Recorder();
            ProxyClient client = playground.keep(
                    playground.client("loyal").listener(recorder).connect());
            client.open(upstream.open()).subscribe("trades", "AAPL");
            assertThat(client.proxyPid()).isEqualTo(first.process().pid());

            first.process().destroyForcibly();
            awaitReturns(recorder, 1);
            await().atMost(Playground.DEADLINE)
                    .until(() -> !client.status().services().routes().isEmpty());
            assertThat(client.status().services().routes()).noneMatch(route -> route.startsWith("/mine="));
            try (Command refused = playground.command("run")) {
                assertThat(refused.exitCode()).isEqualTo(1);
                assertThat(refused.errors()).contains("--replace").contains("pid=" + client.proxyPid());
            }

            long sinceNs = System.nanoTime();
            Command second = run(playground, upstream, "--replace");
            awaitReturns(recorder, 2);
            seen.add("replaced, and its client back, after %d ms", (System.nanoTime() - sinceNs) / 1_000_000);
            assertThat(client.proxyPid()).isEqualTo(second.process().pid());
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() ->
                            assertThat(client.status().services().routes()).contains("/mine=" + upstream.url()));
            upstream.simulator().publishTrades("AAPL", 10);
            await().atMost(Playground.DEADLINE).until(() -> recorder.count("AAPL") == 10);
            assertThat(recorder.gaps())
                    .extracting(Gap::cause)
                    .isEqualTo(Collections.nCopies(2, Gap.Cause.PROXY_RESTARTED));
            assertThat(playground.proxy()).as("the successor's process").isEmpty();
        }
    }

    private static Command run(Playground playground, Upstream upstream, String... options) throws IOException {
        String[] line = new String[options.length + 3];
        line[0] = "run";
        line[1] = "--route";
        line[2] = "/mine=" + upstream.url();
        System.arraycopy(options, 0, line, 3, options.length);
        Command run = playground.command(line);
        await().atMost(Playground.DEADLINE)
                .until(() -> playground
                        .status()
                        .filter(status -> status.pid() == run.process().pid())
                        .isPresent());
        return run;
    }

    private static void awaitReturns(Recorder recorder, int times) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(recorder.events())
                        .filteredOn("reconnected"::equals)
                        .hasSize(times));
    }
}
