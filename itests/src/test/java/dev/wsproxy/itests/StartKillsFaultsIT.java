// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A proxy, or the client that starts one, is killed at any point of its start or stop: the next start does not mind. */
@FaultArea("Start and stop")
@Timeout(3600)
class StartKillsFaultsIT {
    private static final String EXPECTED =
            "the next client starts a proxy and is served; nothing has to be cleaned, and what was left behind is deleted";

    private ProxyPlace place;
    private Listeners listeners;
    private long slowestMs;

    @BeforeEach
    void open() throws IOException {
        place = ProxyPlace.create();
        listeners = Listeners.watch(place.dir());
    }

    @AfterEach
    void close() throws Exception {
        listeners.close();
        place.close();
    }

    @Test
    @Fault(value = "kill -9 of a starting proxy as soon as each of its files is there", expected = EXPECTED)
    void killedAtEachFile(Seen seen) throws Exception {
        Path dir = place.dir();
        Path state = place.state();
        List<Path> points = List.of(
                dir,
                dir.resolve("proxy.lock"),
                state.resolve("proxy.lock"),
                state.resolve("proxy.pid"),
                state.resolve("logs/wsproxy.log"),
                state.resolve("cache/bundle0"),
                state.resolve("cache/bundle20/bundle.info"),
                dir.resolve("control.sock"));
        for (Path point : points) {
            Files.deleteIfExists(state.resolve("logs/wsproxy.log"));
            try (LaunchedProxy proxy = place.launch()) {
                awaitBusily(point, proxy);
            }
            if (Chaos.isLong()) {
                recover();
            }
        }
        try (LaunchedProxy proxy = place.launch()) {
            awaitIncarnation(proxy);
        }
        recover();
        tell(seen, points.size() + 1);
    }

    private static void awaitBusily(Path file, LaunchedProxy proxy) throws IOException {
        while (!Files.exists(file)) {
            assertThat(proxy.process().isAlive()).as(proxy.printed()).isTrue();
            Thread.onSpinWait();
        }
    }

    private void awaitIncarnation(LaunchedProxy proxy) throws IOException {
        long left = incarnations();
        while (incarnations() == left) {
            assertThat(proxy.process().isAlive()).as(proxy.printed()).isTrue();
            Thread.onSpinWait();
        }
    }

    private long incarnations() throws IOException {
        return Files.isDirectory(place.dir()) ? place.incarnations().size() : 0;
    }

    @Test
    @Fault(value = "kill -9 of a starting proxy at swept moments of the whole start", expected = EXPECTED)
    void killedAtAnyMomentOfTheStart(Seen seen) throws Exception {
        int points = Chaos.either(8, 150);
        int together = Chaos.either(4, 1);
        for (int i = 0; i < points; i++) {
            try (LaunchedProxy proxy = place.launch()) {
                pauseMs(1_600L * i / points);
                proxy.kill();
            }
            if ((i + 1) % together == 0) {
                recover();
            }
        }
        tell(seen, points);
    }

    @Test
    @Fault(value = "SIGTERM of a proxy, and kill -9 at swept moments of its stop", expected = EXPECTED)
    void killedAtAnyMomentOfTheStop(Seen seen) throws Exception {
        int points = Chaos.either(4, 100);
        for (int i = 0; i < points; i++) {
            try (ProxyClient client = place.connect()) {
                ProcessHandle proxy = ProcessHandle.of(client.proxyPid()).orElseThrow();
                proxy.destroy();
                pauseMs(400L * i / points);
                proxy.destroyForcibly();
                proxy.onExit().join();
            }
        }
        recover();
        tell(seen, points);
    }

    @Test
    @Fault(value = "SIGTERM of a starting proxy at swept moments of the whole start", expected = EXPECTED)
    void terminatedAtAnyMomentOfTheStart(Seen seen) throws Exception {
        int points = Chaos.either(4, 100);
        for (int i = 0; i < points; i++) {
            try (LaunchedProxy proxy = place.launch()) {
                pauseMs(100 + 1_200L * i / points);
                proxy.process().destroy();
                assertThat(proxy.exitCode()).as(proxy.printed()).isEqualTo(128 + 15);
                assertThat(proxy.printed()).isEmpty();
            }
            assertThat(place.dir().resolve("control.sock")).doesNotExist();
        }
        recover();
        tell(seen, points);
    }

    @Test
    @Fault(value = "kill -9 of a client that holds spawn.lock while its proxy starts", expected = EXPECTED)
    void theStarterIsKilled(Seen seen) throws Exception {
        int points = Chaos.either(3, 60);
        for (int i = 0; i < points; i++) {
            try (StartingClient client = StartingClient.start(place)) {
                awaitPid(place.dir().resolve("spawn.lock"), client);
                pauseMs(1_200L * i / points);
            }
            recover();
        }
        tell(seen, points);
    }

    private static void awaitPid(Path lock, StartingClient client) {
        String pid = String.valueOf(client.process().pid());
        await().atMost(Playground.DEADLINE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> Files.exists(lock) && Files.readString(lock).equals(pid));
    }

    /** The next client is served within seconds, and nothing of its dead predecessors is left when its proxy has ended. */
    private void recover() throws Exception {
        long sinceNs = System.nanoTime();
        long pid;
        try (ProxyClient client = place.connect()) {
            pid = client.proxyPid();
            slowestMs = Math.max(slowestMs, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNs));
            assertThat(client.status().clients()).hasSize(1);
        }
        endAll();
        assertThat(files(place.dir())).as("after proxy %d", pid).isSubsetOf("spawn.lock", "proxy.lock");
        assertThat(place.state().resolve("proxy.pid")).doesNotExist();
        assertThat(listeners.most()).as("proxies that served at once").isEqualTo(1);
    }

    private void endAll() {
        for (List<ProcessHandle> left = place.proxies(); !left.isEmpty(); left = place.proxies()) {
            left.forEach(ProcessHandle::destroy);
            left.forEach(proxy -> proxy.onExit().join());
        }
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void tell(Seen seen, int kills) {
        seen.add("%d kills, the next client was served within %d ms at most", kills, slowestMs);
    }

    private static void pauseMs(long ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }
}
