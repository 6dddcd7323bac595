// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The port of the endpoint, and the proxy in the foreground. */
class EndpointPortIT extends EndpointScene {
    @Test
    void servesInTheForegroundWithPortAndRoutesForOneRun() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Command run = playground.command(
                "run", "--port", Integer.toString(port), "--route", "/mine=" + upstream.url(), "--linger", "2s");
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(run.errors()).contains("listens on ws://127.0.0.1:" + port));
        SdkClient client = playground.keep(SdkClient.connect(URI.create("ws://127.0.0.1:" + port + "/mine")));
        client.subscribe("AAPL");
        Command status = playground.command("status");
        assertThat(status.exitCode()).isZero();
        assertThat(status.lines())
                .anyMatch(line -> line.contains("transports shm, websocket ws://127.0.0.1:" + port + ";"));

        run.process().destroy();

        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(client.end()).startsWith("1001 PROXY_STOPPING"));
        run.exitCode();
    }

    @Test
    void worksWithoutItsPortAndTakesItWhenItCan() throws Exception {
        ServerSocket taken = playground.keep(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        Command run = playground.command("run", "--port", Integer.toString(taken.getLocalPort()), "--linger", "2s");
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(run.errors())
                        .contains("WARN")
                        .contains("ws://127.0.0.1:" + taken.getLocalPort() + " cannot be had"));
        Recorder recorder = new Recorder();
        local(playground, recorder).open(upstream.open()).subscribe("trades", "AAPL");
        upstream.simulator().publishTrades("AAPL", 10);
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(recorder.trades("AAPL")).hasSize(10));
        assertThat(endpoint(playground)).startsWith("not listening: ");

        taken.close();

        await().atMost(Playground.DEADLINE)
                .untilAsserted(
                        () -> assertThat(endpoint(playground)).isEqualTo("ws://127.0.0.1:" + taken.getLocalPort()));
        SdkClient client = sdk(FEED).subscribe("AAPL");
        upstream.simulator().publishTrades("AAPL", 10);
        awaitTrades(client, "AAPL", 10);
        run.process().destroy();
        run.exitCode();
    }
}
