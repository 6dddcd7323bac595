// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.LinkProbe;
import dev.wsproxy.testkit.LinkProbe.Data;
import dev.wsproxy.testkit.LinkProbe.Lost;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.RecordedSession.Left;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that die without a word, or hang. */
@Timeout(120)
class ProcessDeathTest {
    private static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");

    private final ScriptedHost host = new ScriptedHost();
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
    void releasesWhatAKilledClientHeldAtOnce() throws Exception {
        ShmTransport transport = proxy();
        try (OtherJvm killed = OtherJvm.start(ClientProgram.class, directory, "killed");
                LinkProbe survivor = connect("survivor")) {
            Path files = Path.of(killed.line());
            RecordedSession first = host.awaitClient();
            RecordedSession second = host.awaitClient();
            RecordedSession dead = first.info().pid() == killed.pid() ? first : second;
            RecordedSession alive = dead == first ? second : first;
            Outlet outlet = transport.open(1);
            outlet.attach(dead.port(), 1, 0);
            outlet.attach(alive.port(), 1, 1);
            killed.kill();

            Failure reason = dead.await(Left.class).reason();
            assertThat(reason.code()).isEqualTo(ErrorCode.CLOSED);
            assertThat(reason.reason()).contains("process has ended");
            outlet.detach(0);
            await().atMost(Deadlines.GENEROUS).until(() -> Files.notExists(files));
            outlet.deliver(new ClientEvent.Reconnected(), recipients(1));
            survivor.await(LinkProbe.Event.class, 1);
            outlet.close();
        } finally {
            transport.stop(ENDING);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void handsOverWhatAKilledProxyHadWrittenAndThenTellsThatItIsLost() throws Exception {
        try (OtherJvm killed = OtherJvm.start(ProxyProgram.class, directory)) {
            killed.line();
            try (LinkProbe client = connect("client")) {
                killed.say(1);
                killed.line();
                client.await(Data.class, 1);
                killed.say(20_000);
                killed.line();
                killed.kill();

                List<Lost> lost = client.await(Lost.class, 1);

                assertThat(lost.get(0).reason().code()).isEqualTo(ErrorCode.PROXY_LOST);
                assertThat(lost.get(0).reason().reason())
                        .contains("pid " + killed.pid())
                        .contains("has ended");
                List<Data> data = client.arrivals(Data.class);
                assertThat(data).hasSize(20_001);
                assertThat(new String(data.get(20_000).payload(), StandardCharsets.UTF_8))
                        .isEqualTo("20000");
                assertThat(client.arrivals().get(client.arrivals().size() - 1)).isInstanceOf(Lost.class);
            }
        }
    }

    @Test
    void servesADirectoryInWhichAProxyWasKilled() throws Exception {
        try (OtherJvm killed = OtherJvm.start(ProxyProgram.class, directory)) {
            killed.line();
            killed.kill();
        }
        assertThat(entries("")).anyMatch(name -> name.startsWith("proxy-")).contains("control.sock");
        ShmTransport successor = proxy();
        try (LinkProbe client = connect("client")) {
            host.awaitClient().port().event(1, new ClientEvent.Authenticated());
            client.await(LinkProbe.Event.class, 1);
        } finally {
            successor.stop(ENDING);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void givesUpAProxyThatHangsWithItsSocketOpen() throws Exception {
        try (OtherJvm hanging = OtherJvm.start(ProxyProgram.class, directory)) {
            hanging.line();
            try (LinkProbe client = connect("client")) {
                hanging.say(1);
                client.await(Data.class, 1);
                hanging.signal("STOP");

                List<Lost> lost = client.await(Lost.class, 1);

                assertThat(lost.get(0).reason().code()).isEqualTo(ErrorCode.PROXY_LOST);
                assertThat(lost.get(0).reason().reason()).contains("has stopped to answer");
            }
        }
    }

    private ShmTransport proxy() {
        ShmTransport transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        transport.start(host);
        return transport;
    }

    private LinkProbe connect(String name) {
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), name, "test");
        return new LinkProbe(new ShmClientTransport().connect(directory, hello));
    }

    private static Recipients recipients(int slot) {
        Recipients recipients = new Recipients();
        recipients.add(slot);
        return recipients;
    }

    private List<String> entries(String below) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(below))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
