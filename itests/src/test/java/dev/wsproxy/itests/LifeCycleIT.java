// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a proxy starts and ends, and what a death on either side does. */
@Timeout(300)
class LifeCycleIT {
    @TempDir
    Path work;

    /** A runtime whose proxies end soon, also those that a command starts. */
    private RuntimeHome impatientHome() throws IOException {
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Files.writeString(home.conf().resolve("dev.wsproxy.broker.cfg"), "linger=500ms\n");
        return home;
    }

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
                Playground playground = Playground.on(impatientHome())) {
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
    void bringsEveryTailOfAKilledProxyBackAsItWas() throws Exception {
        try (Upstream upstream = Upstream.start(500);
                Playground playground = Playground.on(impatientHome())) {
            Recorder recorder = new Recorder();
            ProxyClient watcher = playground.keep(
                    playground.client("watcher").listener(recorder).connect());
            Connection connection = watcher.open(upstream.open());
            connection.subscribe("trades", "AAPL", "SPY");
            connection.subscribe("quotes", "SPY");
            List<Command> tails = new ArrayList<>();
            for (String symbol : List.of("MSFT", "NVDA", "TSLA")) {
                tails.add(playground
                        .command("tail", upstream.url(), "--name", symbol, "--subscribe", "trades=" + symbol)
                        .awaitLines(5));
            }
            Set<String> trades = SharingIT.held(upstream, "trades");
            assertThat(trades).containsExactlyInAnyOrder("AAPL", "SPY", "MSFT", "NVDA", "TSLA");

            ProcessHandle.of(watcher.proxyPid()).orElseThrow().destroyForcibly();
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(recorder.events())
                            .containsExactly("opened", "proxy disconnected", "reconnecting", "gap", "reconnected"));
            assertThat(recorder.gaps()).extracting(Gap::cause).containsExactly(Gap.Cause.PROXY_RESTARTED);
            for (Command tail : tails) {
                await().atMost(Playground.DEADLINE)
                        .untilAsserted(() -> assertThat(tail.errors()).contains("wsproxy: reconnected"));
                tail.awaitLines(tail.lines().size() + 5);
            }
            assertThat(SharingIT.held(upstream, "trades")).isEqualTo(trades);
            assertThat(SharingIT.held(upstream, "quotes")).containsExactly("SPY");
            ProxyStatus status = watcher.status();
            assertThat(status.clients()).hasSize(4);
            assertThat(status.connections()).singleElement().satisfies(shared -> {
                assertThat(shared.clients()).isEqualTo(4);
                assertThat(shared.state()).isEqualTo(ConnectionState.OPEN);
            });
            assertThat(upstream.simulator().stats().connectionsCurrent()).isEqualTo(1);
            for (Command tail : tails) {
                tail.process().destroy();
                tail.exitCode();
                assertThat(tail.summary().path("gaps").asInt()).isEqualTo(1);
                assertThat(tail.summary().path("reconnects").asInt()).isEqualTo(1);
                assertThat(tail.summary().path("errors").asInt()).isZero();
            }
        }
    }

    @Test
    void followsAChangeOfItsConfigurationWhileItRuns() throws Exception {
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Path settings = home.conf().resolve("dev.wsproxy.broker.cfg");
        Files.writeString(settings, "linger=never\nmaxConnections=1\n");
        try (Upstream upstream = Upstream.start(0);
                EchoServer other = EchoServer.start();
                Playground playground = Playground.on(home)) {
            ProxyClient client = ProxyClient.builder("first")
                    .directory(playground.dir())
                    .home(home.path())
                    .connect();
            client.open(upstream.open());
            assertThatThrownBy(() -> client.open(other.url()))
                    .isInstanceOf(FailureException.class)
                    .hasMessageStartingWith("LIMIT_EXCEEDED: ");
            Files.writeString(settings, "linger=never\nmaxConnections=2\n");
            await().atMost(Playground.DEADLINE)
                    .ignoreException(FailureException.class)
                    .untilAsserted(
                            () -> assertThat(client.open(other.url()).state()).isEqualTo(ConnectionState.OPEN));
            long pid = client.proxyPid();
            client.close();
            await().atMost(Playground.DEADLINE)
                    .until(() -> playground.status().orElseThrow().clients().size() == 1);
            Files.writeString(settings, "linger=200ms\n");
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(ProcessHandle.of(pid)).isEmpty());
        }
    }

    @Test
    void makesTwoProxiesOfTwoDirectories() throws Exception {
        RuntimeHome home = impatientHome();
        try (EchoServer server = EchoServer.start();
                Playground one = Playground.on(home);
                Playground two = Playground.on(home)) {
            for (Playground playground : List.of(one, two)) {
                playground.command("tail", server.url(), "--send", "hello").awaitLines(1);
            }
            ProxyStatus first = one.status().orElseThrow();
            ProxyStatus second = two.status().orElseThrow();
            assertThat(first.pid()).isNotEqualTo(second.pid());
            assertThat(first.directory()).isEqualTo(one.dir());
            assertThat(second.directory()).isEqualTo(two.dir());
            assertThat(one.command("stop").exitCode()).isZero();
            assertThat(two.status()).as("the other one stays").isPresent();
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
