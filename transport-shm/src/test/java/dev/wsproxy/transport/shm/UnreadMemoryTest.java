// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.client.Gap;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.LinkProbe;
import dev.wsproxy.testkit.LinkProbe.Data;
import dev.wsproxy.testkit.LinkProbe.Lost;
import dev.wsproxy.testkit.LinkProbe.Overtaken;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client many generations behind gets of a proxy process that has ended. */
@Timeout(120)
class UnreadMemoryTest {
    private static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int BATCHES = 12;
    private static final int BATCH = 20_000;
    private static final int SENT = 1 + BATCHES * BATCH;

    private Path directory;

    @BeforeEach
    void createDirectory() throws IOException {
        directory = SharedMemory.directory();
    }

    @AfterEach
    void deleteDirectory() throws IOException {
        FileTree.delete(directory);
    }

    @Test
    void isReadToTheEndWhileTheSuccessorOfAKilledProxyServes() throws Exception {
        try (OtherJvm proxy = OtherJvm.start(ProxyProgram.class, directory);
                LinkProbe reader = fallBehind(proxy)) {
            proxy.kill();
            ShmTransport successor = successor(LONG);
            try {
                reader.await(Lost.class, 1);

                assertThat(numbers(reader)).endsWith(SENT - 1);
                assertThat(numbers(reader).size() + missed(reader)).isEqualTo(SENT);
                assertThat(proxies()).hasSize(2);
            } finally {
                successor.stop(ENDING);
            }
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void isMissedByAnUnknownNumberWhenAKilledProxysMemoryWasDeleted() throws Exception {
        try (OtherJvm proxy = OtherJvm.start(ProxyProgram.class, directory);
                LinkProbe reader = fallBehind(proxy)) {
            proxy.kill();
            ShmTransport successor = successor(Duration.ZERO);
            try {
                await().atMost(Deadlines.GENEROUS).until(() -> proxies().size() == 1);

                reader.await(Lost.class, 1);

                int received = numbers(reader).size();
                assertThat(received).isBetween(1, SENT - 1);
                assertThat(reader.arrivals(Overtaken.class))
                        .containsExactly(new Overtaken(1, Gap.UNKNOWN, received + 1, 0));
                assertThat(reader.arrivals().get(reader.arrivals().size() - 1)).isInstanceOf(Lost.class);
            } finally {
                successor.stop(ENDING);
            }
        }
    }

    @Test
    void isMissedByAnExactNumberWhenTheProxyEndedInOrder() throws Exception {
        try (OtherJvm proxy = OtherJvm.start(ProxyProgram.class, directory);
                LinkProbe reader = fallBehind(proxy)) {
            proxy.say(ProxyProgram.STOP);
            assertThat(proxy.line()).isEqualTo(ProxyProgram.STOP);
            assertThat(directory).isEmptyDirectory();

            reader.await(Lost.class, 1);

            int received = numbers(reader).size();
            assertThat(received).isBetween(1, SENT - 1);
            assertThat(received + missed(reader)).isEqualTo(SENT);
            assertThat(reader.arrivals().get(reader.arrivals().size() - 1)).isInstanceOf(Lost.class);
        }
    }

    @Test
    void isDeletedWhenItsTimeIsOver() throws Exception {
        kill();
        ShmTransport first = successor(LONG);
        try {
            await().during(Duration.ofSeconds(2)).until(() -> proxies().size() == 2);
        } finally {
            first.quiesce();
        }
        // As if the first successor had been killed: the second counts from when the first one came.
        ShmTransport second = successor(Duration.ofSeconds(2));
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> proxies().size() == 2);
            assertThat(proxies())
                    .allMatch(name ->
                            name.startsWith("proxy-" + ProcessHandle.current().pid()));
        } finally {
            second.stop(ENDING);
            first.stop(ENDING);
        }
    }

    @Test
    void isDeletedAtOnceWhenItTakesMoreThanWhatIsFree() throws Exception {
        assumeThat(new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", directory.toString())
                        .start()
                        .waitFor())
                .as("mounting is permitted")
                .isZero();
        try {
            kill();
            Files.write(proxyDirectory().resolve("unread"), new byte[5 << 20]);
            ShmTransport successor = successor(LONG);
            try {
                await().atMost(Deadlines.GENEROUS).until(() -> proxies().size() == 1);
            } finally {
                successor.stop(ENDING);
            }
        } finally {
            new ProcessBuilder("umount", "-l", directory.toString()).start().waitFor();
        }
    }

    /** A client that reads the first message and then nothing, while many follow. */
    private LinkProbe fallBehind(OtherJvm proxy) throws Exception {
        proxy.line();
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), "slow", "test");
        LinkProbe reader = new LinkProbe(new ShmClientTransport().connect(directory, hello));
        proxy.say(1);
        reader.await(Data.class, 1);
        for (int i = 0; i <= BATCHES; i++) {
            proxy.line();
            if (i < BATCHES) {
                proxy.say(BATCH);
            }
        }
        return reader;
    }

    private void kill() throws Exception {
        try (OtherJvm proxy = OtherJvm.start(ProxyProgram.class, directory)) {
            proxy.line();
            proxy.kill();
        }
    }

    private ShmTransport successor(Duration leftoverTimeout) {
        ShmOptions usual = ShmOptions.DEFAULT;
        ShmOptions options = new ShmOptions(
                usual.maxConnectionBytes(),
                usual.pieceBytes(),
                usual.replyBytes(),
                usual.maxMessageBytes(),
                usual.heartbeatTimeout(),
                usual.drainTimeout(),
                leftoverTimeout);
        ShmTransport transport = new ShmTransport(new RuntimeDirectory(directory), options, "test");
        transport.start(new ScriptedHost());
        return transport;
    }

    private static List<Integer> numbers(LinkProbe reader) {
        return reader.arrivals(Data.class).stream()
                .map(data -> Integer.valueOf(new String(data.payload(), StandardCharsets.UTF_8)))
                .toList();
    }

    private static long missed(LinkProbe reader) {
        return reader.arrivals(Overtaken.class).stream()
                .mapToLong(Overtaken::missed)
                .sum();
    }

    private List<String> proxies() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("proxy-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path proxyDirectory() {
        return directory.resolve(proxies().get(0));
    }
}
