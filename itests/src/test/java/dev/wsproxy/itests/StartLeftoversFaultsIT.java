// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.FailureException;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.matrix.Chaos;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever lies about from before does not keep a proxy from starting. */
@FaultArea("Start and stop")
@Timeout(300)
class StartLeftoversFaultsIT {
    private static final Set<Leftover> QUICK =
            EnumSet.of(Leftover.RECYCLED_PIDS, Leftover.DAMAGED_MEMORY, Leftover.DAMAGED_CACHE, Leftover.PLAIN_SOCKET);

    private ProxyPlace place;

    @BeforeEach
    void open() throws IOException {
        place = ProxyPlace.create();
        OwnDirectory.make(place.dir());
        OwnDirectory.make(place.state());
    }

    @AfterEach
    void close() throws IOException {
        place.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @Fault(expected = "a client starts a proxy and is served; in the end nothing is left")
    void startsAllTheSame(Leftover leftover, Seen seen) throws Exception {
        assumeThat(Chaos.isLong() || QUICK.contains(leftover))
                .as("skipped: in the long form only")
                .isTrue();
        leftover.leave(place);
        long sinceNs = System.nanoTime();
        try (ProxyClient client = place.connect()) {
            assertThat(client.status().directory()).isEqualTo(place.dir());
            seen.add("served after %d ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNs));
            assertThat(place.dir().resolve("proxy.pid")).hasContent(Long.toString(client.proxyPid()));
            ProcessHandle.of(client.proxyPid()).orElseThrow().destroy();
        }
        await("the proxy ends")
                .atMost(Playground.DEADLINE)
                .until(() -> place.proxies().isEmpty());
        assertThat(place.dir().resolve("control.sock")).doesNotExist();
        assertThat(place.incarnations()).isEmpty();
        assertThat(place.root()).as("what a link led to").isDirectory();
    }

    @Test
    @Fault(
            value = "control.sock is a directory with something in it",
            expected = "an error that names it and says what to do; nothing of it is deleted; a start once it has gone")
    void aDirectoryAsSocket(Seen seen) throws Exception {
        Path socket = place.dir().resolve("control.sock");
        Path something = Files.createDirectories(socket.resolve("something"));
        FailureException failure = catchThrowableOfType(FailureException.class, place::connect);
        assertThat(failure).hasMessageContaining(socket.toString()).hasMessageContaining("move it away");
        seen.add(failure.getMessage());
        try (LaunchedProxy proxy = place.launch()) {
            assertThat(proxy.exitCode()).as(proxy.printed()).isEqualTo(1);
            assertThat(proxy.printed()).contains(socket.toString()).contains("move it away");
            seen.add(proxy.printed().strip());
        }
        Files.delete(something);
        Files.delete(socket);
        place.connect().close();
    }
}
