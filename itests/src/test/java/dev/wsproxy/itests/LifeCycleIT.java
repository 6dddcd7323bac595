// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.ProxyClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a proxy starts and ends, and what a death on either side does. */
@Timeout(300)
class LifeCycleIT {
    @Test
    void givesThirtyClientsThatStartTogetherOneProxyAndOneConnection() throws Exception {
        try (Upstream upstream = Upstream.start(0);
                Playground playground = Playground.open()) {
            List<Crowd> crowds = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                crowds.add(playground.keep(Crowd.start(playground, upstream, 10)));
            }
            for (Crowd crowd : crowds) {
                crowd.awaitReady();
            }
            for (Crowd crowd : crowds) {
                crowd.go();
            }
            Set<String> answers = new HashSet<>();
            int created = 0;
            for (Crowd crowd : crowds) {
                for (Crowd.Answer answer : crowd.answers()) {
                    answers.add(answer.proxyPid() + " " + answer.connectionId());
                    created += answer.isNew() ? 1 : 0;
                }
            }
            assertThat(answers).as("pairs of proxy and connection").hasSize(1);
            assertThat(created).as("clients that made the connection").isEqualTo(1);
            assertThat(playground.status().orElseThrow().clients()).hasSizeGreaterThanOrEqualTo(30);
            assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
        }
    }

    @Test
    void endsTheProxyWhenTheLastClientHasLeftAndLingeringIsOver() throws Exception {
        try (Playground playground = Playground.open()) {
            ProxyClient client =
                    playground.client("first").linger(Duration.ofSeconds(3)).connect();
            long pid = client.proxyPid();
            client.close();
            try (ProxyClient second = playground.client("second").connect()) {
                assertThat(second.proxyPid())
                        .as("a proxy that lingers is used again")
                        .isEqualTo(pid);
            }
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(ProcessHandle.of(pid)).isEmpty());
            assertThat(playground.leftovers()).isEmpty();
        }
    }

    @Test
    void releasesWhatAKilledClientHeld() throws Exception {
        try (Upstream upstream = Upstream.start(500);
                Playground playground = Playground.open();
                ProxyClient watcher = playground.client("watcher").connect()) {
            Connection connection = watcher.open(upstream.open());
            connection.subscribe("trades", "AAPL");
            Command victim = playground
                    .command("tail", upstream.url(), "--name", "victim", "--subscribe", "trades=MSFT")
                    .awaitLines(5);
            assertThat(SharingIT.held(upstream, "trades")).containsExactlyInAnyOrder("AAPL", "MSFT");

            victim.process().descendants().forEach(ProcessHandle::destroyForcibly);
            victim.process().destroyForcibly();
            await().atMost(Playground.DEADLINE).untilAsserted(() -> {
                assertThat(watcher.status().clients())
                        .extracting(client -> client.name())
                        .doesNotContain("victim");
                assertThat(SharingIT.held(upstream, "trades")).containsExactly("AAPL");
            });
            assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
        }
    }

    @Test
    void tellsClientsThatTheProxyWasKilledAndStartsTheNextOne() throws Exception {
        try (Upstream upstream = Upstream.start(500);
                Playground playground = Playground.open()) {
            Command tail = playground
                    .command("tail", upstream.url(), "--name", "survivor", "--subscribe", "trades=MSFT")
                    .awaitLines(5);
            long killed = playground.status().orElseThrow().pid();
            Recorder recorder = new Recorder();
            ProxyClient client =
                    playground.keep(playground.client("told").listener(recorder).connect());

            ProcessHandle.of(killed).orElseThrow().destroyForcibly();
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(recorder.events()).contains("proxy disconnected"));
            assertThat(recorder.failures()).extracting(f -> f.code()).contains(ErrorCode.PROXY_LOST);
            client.close();
            tail.close();

            try (ProxyClient next = playground.client("next").connect()) {
                assertThat(next.proxyPid()).isNotEqualTo(killed);
                next.open(upstream.open()).subscribe("trades", "AAPL");
            }
        }
    }

    @Test
    void stopsOnRequestAndTellsClients() throws Exception {
        try (Playground playground = Playground.open()) {
            Recorder recorder = new Recorder();
            ProxyClient client =
                    playground.keep(playground.client("told").listener(recorder).connect());
            long pid = client.proxyPid();
            assertThat(playground.command("stop").exitCode()).isZero();
            assertThat(ProcessHandle.of(pid))
                    .as("the proxy's process after stop has returned")
                    .isEmpty();
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(recorder.failures())
                            .extracting(f -> f.code())
                            .contains(ErrorCode.PROXY_STOPPING));
            assertThat(playground.leftovers()).isEmpty();
        }
    }

    @Test
    void saysThatNoProxyRuns() throws Exception {
        try (Playground playground = Playground.open()) {
            assertThatThrownBy(
                            () -> playground.client("alone").startProxy(false).connect())
                    .isInstanceOf(FailureException.class)
                    .hasMessageStartingWith("NOT_RUNNING: ")
                    .hasMessageContaining(playground.dir().toString());
            Command status = playground.command("status", "--json");
            assertThat(status.exitCode()).isZero();
            assertThat(status.json().path("running").asBoolean(true)).isFalse();
        }
    }
}
