// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The proxy dies, stops and is stopped, while its clients are busy. */
@FaultArea("The proxy")
@Timeout(900)
class ProxyDeathFaultsIT {
    private static final int RATE = 50_000;
    private static final int TARGET_MS = 3_000;

    /** Clients give up after the sixth proxy that dies within a minute. */
    private static final Duration BETWEEN_DEATHS = Duration.ofSeconds(13);

    @TempDir
    Path work;

    private Upstream upstream;
    private Playground playground;
    private final List<ClientProcess> processes = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        upstream = Upstream.start(Upstream.options().rate(0).pingInterval(Duration.ofMinutes(10)));
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Files.writeString(home.conf().resolve("dev.wsproxy.broker.cfg"), "linger=1s\n");
        playground = Playground.on(home);
    }

    @AfterEach
    void close() throws Exception {
        playground.close();
        upstream.close();
    }

    /** Every symbol's trades have two readers, and every symbol's quotes at least one. */
    private void startEightClients() throws IOException {
        List<String> symbols = Upstream.SYMBOLS;
        for (int i = 0; i < 8; i += 2) {
            processes.add(ClientProcess.start(
                    playground, upstream, Callback.COUNTS, client(i, symbols), client(i + 1, symbols)));
        }
        processes.forEach(ClientProcess::awaitReady);
    }

    private static String client(int i, List<String> symbols) {
        String first = symbols.get(i % symbols.size());
        return "client-" + i + "=" + first + "," + symbols.get((i + 1) % symbols.size()) + ","
                + first.toLowerCase(Locale.ROOT);
    }

    @Test
    @Fault(
            value =
                    "the proxy is killed (kill -9) while up to 50,000 messages a second are sent to 8 clients in 4 processes, again and again",
            expected =
                    "one of them starts the next; all are attached again, with connections and subscriptions, within 3 s;"
                            + " each gets one gap event; nobody is stuck")
    void bringsEverybodyBackAfterEachKill(Seen seen) throws Exception {
        startEightClients();
        Set<String> trades = SharingIT.held(upstream, "trades");
        upstream.simulator().setRate(RATE);
        seen.add("%d messages a second reach the proxy", measuredRate());
        int rounds = Chaos.either(2, 20);
        List<Long> took = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            long startNs = System.nanoTime();
            awaitProgress();
            took.add(killAndAwaitReturn(round));
            assertThat(SharingIT.held(upstream, "trades")).isEqualTo(trades);
            if (round < rounds && rounds > 4) {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_DEATHS.toNanos() - (System.nanoTime() - startNs));
            }
        }
        awaitProgress();
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(rounds + 1);
        long within = took.stream().filter(ms -> ms <= TARGET_MS).count();
        Collections.sort(took);
        seen.add(
                "%d times: all back after %d, %d, %d ms (least, median, most), %d times within %d ms",
                rounds, took.get(0), took.get(rounds / 2), took.get(rounds - 1), within, TARGET_MS);
    }

    private long measuredRate() throws Exception {
        awaitProgress();
        long beganNs = System.nanoTime();
        long before = received();
        TimeUnit.SECONDS.sleep(2); // Measured, not waited for.
        return (received() - before) * 1_000_000_000 / (System.nanoTime() - beganNs);
    }

    private long received() {
        return playground.status().orElseThrow().connections().get(0).received();
    }

    /** How long it took until the last one was back, in milliseconds. */
    private long killAndAwaitReturn(int round) throws Exception {
        long killedMs = System.currentTimeMillis();
        playground.proxy().orElseThrow().destroyForcibly();
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(events("reconnected")).hasSize(8 * round));
        assertOneProxyServesAll();
        for (ClientReport report : reports()) {
            assertThat(report.faults()).as(report.toString()).isZero();
            assertThat(report.gaps("PROXY_RESTARTED")).isEqualTo(round);
            assertThat(report.gaps("UPSTREAM_LOST") + report.gaps("OVERTAKEN") + report.gaps("MEMORY_FULL"))
                    .as(report.toString())
                    .isZero();
        }
        return events("reconnected").stream()
                        .mapToLong(ClientProcess.Event::epochMs)
                        .max()
                        .orElseThrow()
                - killedMs;
    }

    private void assertOneProxyServesAll() {
        ProxyStatus status = playground.status().orElseThrow();
        assertThat(status.clients().stream().filter(client -> client.name().startsWith("client-")))
                .hasSize(8)
                .allSatisfy(client -> assertThat(client.connectionIds()).hasSize(1));
        assertThat(status.connections()).hasSize(1);
    }

    private List<ClientReport> reports() throws IOException {
        List<ClientReport> all = new ArrayList<>();
        for (ClientProcess process : processes) {
            all.addAll(process.reports(2));
        }
        return all;
    }

    private List<ClientProcess.Event> events(String beginning) {
        return processes.stream()
                .flatMap(process -> process.events().stream())
                .filter(event -> event.what().startsWith(beginning))
                .toList();
    }

    /** Every client receives. */
    private void awaitProgress() throws IOException {
        List<ClientReport> before = reports();
        await().atMost(Playground.DEADLINE).untilAsserted(() -> {
            List<ClientReport> now = reports();
            for (int i = 0; i < now.size(); i++) {
                assertThat(now.get(i).received()).isGreaterThan(before.get(i).received() + 100);
            }
        });
    }

    @Test
    @Fault(
            value = "the proxy is asked to end (SIGTERM) under load",
            expected = "clients are told PROXY_STOPPING before it ends")
    void tellsClientsBeforeItEnds(Seen seen) throws Exception {
        startEightClients();
        upstream.simulator().setRate(RATE / 5);
        awaitProgress();
        ProcessHandle proxy = playground.proxy().orElseThrow();
        long askedMs = System.currentTimeMillis();
        Signal.TERM.send(proxy.pid());
        proxy.onExit().get(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        long endedMs = System.currentTimeMillis();
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(events("closed")).hasSize(8));
        assertThat(events("disconnected")).hasSize(8).allSatisfy(event -> {
            assertThat(event.what()).contains("PROXY_STOPPING");
            assertThat(event.epochMs()).isLessThanOrEqualTo(endedMs);
        });
        assertThat(playground.leftovers()).isEmpty();
        long toldMs = events("disconnected").stream()
                .mapToLong(ClientProcess.Event::epochMs)
                .max()
                .orElseThrow();
        seen.add("all told after %d ms, its process ended after %d ms", toldMs - askedMs, endedMs - askedMs);
    }

    @Test
    @Fault(
            value = "the proxy is stopped (SIGSTOP) and goes on (SIGCONT) after clients have given it up",
            expected =
                    "clients say so within the heartbeat time-out; one proxy serves all again, with one gap event each")
    void findsTogetherAgainAfterAProxyThatHung(Seen seen) throws Exception {
        startEightClients();
        upstream.simulator().setRate(RATE / 50);
        awaitProgress();
        ProcessHandle proxy = playground.proxy().orElseThrow();
        long stoppedMs = System.currentTimeMillis();
        Signal.STOP.send(proxy.pid());
        try {
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(events("disconnected")).hasSize(8));
            long toldMs = events("disconnected").stream()
                            .mapToLong(ClientProcess.Event::epochMs)
                            .max()
                            .orElseThrow()
                    - stoppedMs;
            assertThat(events("disconnected"))
                    .allSatisfy(event -> assertThat(event.what()).contains("PROXY_LOST"));
            seen.add("all told after %.1f s", toldMs / 1e3);
            // Longer than one attempt to register lasts: whoever looks for a proxy must not give up.
            TimeUnit.SECONDS.sleep(Chaos.either(12, 90));
        } finally {
            Signal.CONT.send(proxy.pid());
        }
        long continuedMs = System.currentTimeMillis();
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(events("reconnected")).hasSize(8));
        seen.add("all back %d ms after SIGCONT", System.currentTimeMillis() - continuedMs);
        await().atMost(Playground.DEADLINE).untilAsserted(this::assertOneProxyServesAll);
        assertThat(events("gap")).hasSize(8);
        awaitProgress();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process -> process.info()
                                .commandLine()
                                .filter(line -> line.contains("dev.wsproxy.launcher.Main")
                                        && line.contains(playground.dir().toString()))
                                .isPresent()))
                .hasSize(1);
        assertThat(reports()).allSatisfy(report -> assertThat(report.faults()).isZero());
    }
}
