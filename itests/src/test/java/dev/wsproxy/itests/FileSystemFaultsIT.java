// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories that cannot be used, full file systems: an error that says so, and none any more once the cause has gone. */
@FaultArea("File system")
@Timeout(600)
class FileSystemFaultsIT {
    private ProxyPlace place;

    @BeforeEach
    void open() throws Exception {
        place = ProxyPlace.create();
    }

    @AfterEach
    void close() throws Exception {
        place.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "DIR, FILE",
        "DIR, LINK",
        "DIR, OPEN",
        "DIR, WIDE_OPEN",
        "DIR, OF_ANOTHER",
        "DIR, READ_ONLY",
        "STATE, FILE",
        "STATE, WIDE_OPEN",
        "STATE, READ_ONLY",
        "STATE/logs, FILE",
    })
    @Fault(
            expected =
                    "clients and a start by hand fail and say what is wrong with which directory; no cleaning afterwards")
    void badDirectory(String which, PathFault fault, Seen seen) throws Exception {
        Path path = which.equals("DIR")
                ? place.dir()
                : place.state().resolve(Path.of("STATE").relativize(Path.of(which)));
        fault.cause(path);
        try {
            FailureException failure = catchThrowableOfType(FailureException.class, place::connect);
            assertThat(failure).as("a client").isNotNull();
            assertThat(failure.code()).isIn(ErrorCode.BAD_DIRECTORY, ErrorCode.START_FAILED);
            assertThat(failure.failure().reason()).contains(path.toString());
            try (LaunchedProxy proxy = place.launch()) {
                assertThat(proxy.exitCode()).as(proxy.printed()).isEqualTo(1);
                assertThat(proxy.printed())
                        .startsWith("wsproxy: ")
                        .contains(path.toString())
                        .hasLineCount(1);
                seen.add("%s / %s", failure.getMessage(), proxy.printed().strip());
            }
        } finally {
            fault.mend(path);
        }
        if (Chaos.isLong() || fault == PathFault.FILE) {
            serves();
        }
    }

    @Test
    @Fault(
            value = "the file system of WSPROXY_DIR is full at the start",
            expected = "an error that says so; a proxy starts once there is room")
    void fullAtTheStart(Seen seen) throws Exception {
        try (SmallFileSystem memory = SmallFileSystem.mount(place.dir(), "24m")) {
            memory.fill();
            FailureException failure = catchThrowableOfType(FailureException.class, place::connect);
            assertThat(failure).isNotNull();
            seen.add(failure.getMessage());
            assertThat(failure.code()).isIn(ErrorCode.MEMORY_FULL, ErrorCode.BAD_DIRECTORY, ErrorCode.START_FAILED);
            assertThat(failure.getMessage())
                    .containsIgnoringCase("no space")
                    .contains(place.dir().toString());
            memory.free();
            serves();
        }
    }

    @Test
    @Fault(
            value = "the file system of WSPROXY_DIR fills up while messages flow, and is emptied",
            expected =
                    "what is lost is told as a gap with the exact number; then messages flow again through the same proxy")
    void fullWhileRunning(Seen seen) throws Exception {
        try (SmallFileSystem memory = SmallFileSystem.mount(place.dir(), "24m");
                Upstream upstream = Upstream.start(0)) {
            Recorder recorder = new Recorder();
            try (ProxyClient client = ProxyClient.builder("full")
                    .directory(place.dir())
                    .home(RuntimeHome.assembled().path())
                    .listener(recorder)
                    .connect()) {
                Connection connection = client.open(upstream.open());
                connection.subscribe("trades", "AAPL");
                memory.fill();
                await().atMost(Playground.DEADLINE).until(() -> {
                    upstream.simulator().publishTrades("AAPL", 2_000);
                    return recorder.gaps().stream().anyMatch(gap -> gap.cause() == Gap.Cause.MEMORY_FULL);
                });
                memory.free();
                int before = recorder.count("AAPL");
                await().atMost(Playground.DEADLINE).until(() -> {
                    upstream.simulator().publishTrades("AAPL", 1);
                    return recorder.count("AAPL") > before;
                });
                assertThat(recorder.events()).doesNotContain("proxy disconnected");
                seen.add("%d gaps, %d messages came", recorder.gaps().size(), recorder.count("AAPL"));
            }
        }
    }

    @Test
    @Fault(
            value = "the file system of the state directory is full at the start",
            expected = "an error that says so, or a proxy that serves without a log; no cleaning afterwards")
    void stateFullAtTheStart(Seen seen) throws Exception {
        try (SmallFileSystem disk = SmallFileSystem.mount(place.state(), "8m")) {
            disk.fill();
            try (ProxyClient client = place.connect()) {
                seen.add("proxy %d serves", client.proxyPid());
            } catch (FailureException failure) {
                seen.add(failure.getMessage());
                assertThat(failure.getMessage())
                        .contains(place.state().toString())
                        .containsIgnoringCase("no space");
            }
            disk.free();
            serves();
        }
    }

    @Test
    @Fault(
            value = "the file system of the state directory fills up while the proxy runs",
            expected = "clients notice nothing; the log goes on once there is room")
    void stateFullWhileRunning(Seen seen) throws Exception {
        try (SmallFileSystem disk = SmallFileSystem.mount(place.state(), "8m");
                ProxyClient client = place.connect()) {
            disk.fill();
            for (int i = 0; i < 50; i++) {
                serves();
            }
            disk.free();
            Path log = place.state().resolve("logs/wsproxy.log");
            await("the log goes on").atMost(Playground.DEADLINE).until(() -> {
                long before = Files.size(log);
                serves();
                return Files.size(log) > before;
            });
            assertThat(client.status().pid()).isEqualTo(client.proxyPid());
            seen.add("proxy %d went on", client.proxyPid());
        }
    }

    private void serves() {
        try (ProxyClient client = place.connect()) {
            assertThat(client.status().directory()).isEqualTo(place.dir());
        }
    }
}
