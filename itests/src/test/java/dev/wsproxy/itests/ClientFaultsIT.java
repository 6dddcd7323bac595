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
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients die, stop and misbehave, while others read on. */
@FaultArea("Clients")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientFaultsIT {
    private static final String OTHERS =
            "others miss nothing and do not stall; rights and subscriptions are released, also upstream";

    /** A client that goes on reading is never so late, even on a machine that is busy with other things. */
    private static final long STALL_MS = 15_000;

    private FaultScene scene;
    private ClientProcess others;

    @BeforeAll
    void open(@TempDir Path work) throws Exception {
        scene = FaultScene.open(work, Upstream.options().rate(Chaos.either(2_000, 10_000)));
        others = scene.clients(Callback.COUNTS, "other-1=AAPL,SPY", "other-2=SPY,NVDA");
    }

    @AfterAll
    void close() throws Exception {
        scene.close();
    }

    @BeforeEach
    void forgetDelays() throws Exception {
        others.tell("forget");
    }

    /** Whatever has happened. */
    @AfterEach
    void othersHaveNoticedNothing() throws Exception {
        long before = others.reports(2).get(0).received();
        await().atMost(Playground.DEADLINE).until(() -> others.reports(2).get(0).received() > before);
        assertThat(others.reports(2)).allSatisfy(report -> {
            assertThat(report.faults()).isZero();
            assertThat(report.holes()).isZero();
            assertThat(report.slowestMs()).isLessThan(STALL_MS);
        });
    }

    private void tellDelays(Seen seen) throws Exception {
        for (ClientReport report : others.reports(2)) {
            seen.add(
                    "%s: %d trades, 99 %% within %d µs, slowest %d ms",
                    report.name(), report.received(), report.p99Us(), report.slowestMs());
        }
    }

    private enum Death {
        KILL_9("is killed (kill -9)"),
        KILL_9_WITH_A_CHILD("is killed while a child of its own lives on"),
        EXIT("exits without closing anything"),
        HALT("halts without shutdown hooks");

        private final String text;

        Death(String text) {
            this.text = text;
        }

        void happen(ClientProcess victim) throws Exception {
            switch (this) {
                case KILL_9, KILL_9_WITH_A_CHILD -> victim.kill();
                case EXIT -> victim.tell("exit");
                case HALT -> victim.tell("halt");
            }
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @ParameterizedTest(name = "a client {0}")
    @EnumSource(Death.class)
    @Fault(expected = OTHERS)
    void releasesWhatADeadClientHeld(Death death, Seen seen) throws Exception {
        ClientProcess victim = scene.clients(Callback.COUNTS, "victim=MSFT");
        assertThat(SharingIT.held(scene.upstream(), "trades")).contains("MSFT");
        long child = death == Death.KILL_9_WITH_A_CHILD ? victim.makeChild() : 0;
        try {
            long sinceNs = System.nanoTime();
            death.happen(victim);
            scene.awaitReleased("victim", "MSFT");
            seen.add("released after %d ms", (System.nanoTime() - sinceNs) / 1_000_000);
            assertThat(child == 0 || ProcessHandle.of(child).isPresent()).isTrue();
            tellDelays(seen);
        } finally {
            ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    @Fault(
            value = "a client is stopped (SIGSTOP) for longer than the heartbeat time-out and goes on (SIGCONT)",
            expected =
                    "it keeps its rights meanwhile, gets a gap event with the exact number, and goes on; others miss nothing")
    void keepsAStoppedClientAndTellsItWhatItMissed(Seen seen) throws Exception {
        ClientProcess victim = scene.clients(Callback.COUNTS, "stopped=TSLA");
        Signal.STOP.send(victim.pid());
        long stoppedNs = System.nanoTime();
        Duration stopped = Duration.ofMillis(Chaos.either(3 * (int) FaultScene.HEARTBEAT_TIMEOUT_MS, 180_000));
        await().atMost(stopped.plus(Playground.DEADLINE.multipliedBy(3))).until(() -> {
            if (lag("stopped") <= FaultScene.BOUND) {
                scene.publish("TSLA", 2_000);
            }
            return System.nanoTime() - stoppedNs > stopped.toNanos() && lag("stopped") > FaultScene.BOUND;
        });
        ProxyStatus.Client status = scene.client("stopped").orElseThrow();
        assertThat(status.connectionIds()).isNotEmpty();
        assertThat(SharingIT.held(scene.upstream(), "trades")).contains("TSLA");
        seen.add("stopped for %d s, lag %d MiB", stopped.toSeconds(), status.lagBytes() >> 20);

        Signal.CONT.send(victim.pid());
        await().atMost(Playground.DEADLINE)
                .until(() -> victim.report().gaps("OVERTAKEN") > 0 && lag("stopped") < FaultScene.BOUND / 16);
        ClientReport report = victim.report();
        assertThat(report.faults()).isZero();
        assertThat(report.missed()).isEqualTo(report.holes()).isPositive();
        assertThat(victim.events()).noneMatch(event -> event.what().startsWith("disconnected"));
        await().atMost(Playground.DEADLINE)
                .untilAsserted(
                        () -> assertThat(scene.client("stopped").orElseThrow().missed())
                                .isEqualTo(victim.report().missed()));
        seen.add("%d gap events over %d trades, as many as are missing", report.gaps("OVERTAKEN"), report.missed());
        tellDelays(seen);
        victim.close();
        scene.awaitReleased("stopped", "TSLA");
    }

    private long lag(String name) {
        return scene.client(name).orElseThrow().lagBytes();
    }

    @ParameterizedTest(name = "a callback {0} at each message")
    @EnumSource(value = Callback.class, mode = EnumSource.Mode.EXCLUDE, names = "COUNTS")
    @Fault(expected = "the client goes on and gets every message, or a gap event; others miss nothing and do not stall")
    void sparesOthersFromABadCallback(Callback callback, Seen seen) throws Exception {
        try (ClientProcess victim = scene.clients(callback, "victim=AMZN")) {
            await().atMost(Playground.DEADLINE).until(() -> victim.report().received() >= Chaos.either(100, 1_000));
            ClientReport report = victim.report();
            assertThat(report.faults()).isZero();
            assertThat(report.missed()).isEqualTo(report.holes());
            assertThat(victim.events()).extracting(event -> event.what()).doesNotContain("closed");
            seen.add("%d callbacks, missed %d", report.received(), report.missed());
            tellDelays(seen);
        }
        scene.awaitReleased("victim", "AMZN");
    }
}
