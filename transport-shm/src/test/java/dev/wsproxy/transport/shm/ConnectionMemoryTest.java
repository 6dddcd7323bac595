// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.LinkProbe;
import dev.wsproxy.testkit.LinkProbe.Data;
import dev.wsproxy.testkit.LinkProbe.Event;
import dev.wsproxy.testkit.LinkProbe.Lost;
import dev.wsproxy.testkit.LinkProbe.Overtaken;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of a shared connection's memory, and of the slots in it. */
@Timeout(60)
class ConnectionMemoryTest {
    private static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");
    private static final int HANDLE = 1;

    private final ScriptedHost host = new ScriptedHost();
    private Path directory;
    private ShmTransport transport;

    @BeforeEach
    void start() throws IOException {
        directory = SharedMemory.directory();
        ShmOptions small = ShmOptions.DEFAULT.withMaxConnectionBytes(1 << 20);
        transport = new ShmTransport(new RuntimeDirectory(directory), small, "test");
        transport.start(host);
    }

    @AfterEach
    void stop() throws IOException {
        transport.stop(ENDING);
        FileTree.delete(directory);
    }

    @Test
    void countsOnlyItsOwnWhenAClientIsOvertakenBeyondTheEndOfItsConnection() throws Exception {
        try (LinkProbe former = connect();
                Outlet outlet = transport.open(1)) {
            outlet.attach(host.awaitClient().port(), HANDLE, 0);
            deliver(outlet, "former", 1_500);
            outlet.deliver(new ClientEvent.Closed(Failure.of(ErrorCode.CLOSED, "left")), recipients());
            outlet.detach(0);
            try (LinkProbe present = connect()) {
                outlet.attach(host.awaitClient().port(), HANDLE, 0);
                deliver(outlet, "present", 3_000);

                former.await(Event.class, 1);
                former.drain();
                present.await(Overtaken.class, 1);
                present.drain();

                assertThat(former.arrivals(Overtaken.class)).isNotEmpty();
                assertThat(received(former, "present")).isZero();
                assertThat(received(former, "former") + missed(former)).isEqualTo(1_500);
                ClientEvent end = former.arrivals(Event.class).get(0).event();
                assertThat(((ClientEvent.Closed) end).failure().code()).isEqualTo(ErrorCode.SLOW_CLIENT);
                assertThat(received(present, "former")).isZero();
                assertThat(received(present, "present") + missed(present)).isEqualTo(3_000);
            }
        }
    }

    @Test
    void deletesTheMemoryOfAConnectionOnceEverybodyHasReadIt() throws Exception {
        try (LinkProbe reader = connect()) {
            Outlet outlet = transport.open(1);
            outlet.attach(host.awaitClient().port(), HANDLE, 0);
            deliver(outlet, "last", 10);
            outlet.close();

            assertThat(connections()).as("while it is being read").isEqualTo(1);
            reader.await(Data.class, 10);
            reader.drain();
            await().atMost(Deadlines.GENEROUS).until(() -> {
                reader.drain();
                return connections() == 0;
            });
        }
    }

    @Test
    void takesOtherLimitsForNewConnectionsWithoutABreak() throws Exception {
        try (LinkProbe client = connect()) {
            ClientPort port = host.awaitClient().port();
            Outlet before = transport.open(1);
            before.attach(port, HANDLE, 0);
            transport.options(ShmOptions.DEFAULT.withMaxConnectionBytes(8 << 20));
            Outlet after = transport.open(2);
            after.attach(port, HANDLE + 1, 0);
            deliver(before, "still", 10);
            deliver(after, "too", 10);
            client.await(Data.class, 20);

            assertThat(client.arrivals(Lost.class)).isEmpty();
            assertThat(firstGenerationBytes(2)).isGreaterThan(firstGenerationBytes(1));
            before.close();
            after.close();
        }
    }

    @Test
    void deletesWhatEverybodyHasReadOfAConnectionThatHasBecomeQuiet() throws Exception {
        try (LinkProbe reader = connect();
                Outlet outlet = transport.open(1)) {
            outlet.attach(host.awaitClient().port(), HANDLE, 0);
            deliver(outlet, "burst", 600);
            assertThat(generations(1)).isGreaterThan(3);

            reader.await(Data.class, 600);

            await().atMost(Deadlines.GENEROUS).until(() -> generations(1) <= 2);
        }
    }

    @Test
    void deletesTheMemoryOfAConnectionThatNobodyReads() throws Exception {
        Outlet outlet = transport.open(1);
        deliver(outlet, "nobody", 1);
        outlet.close();

        await().atMost(Deadlines.GENEROUS).until(() -> connections() == 0);
    }

    @Test
    void doesNoHarmWhenAnOutletIsUsedAfterTheTransportHasStopped() throws Exception {
        try (LinkProbe client = connect()) {
            ClientPort port = host.awaitClient().port();
            Outlet outlet = transport.open(1);
            outlet.attach(port, HANDLE, 0);
            client.link().close();
            transport.stop(ENDING);

            deliver(outlet, "too late", 2_000);
            port.event(HANDLE, new ClientEvent.Authenticated());
            port.disconnect(ENDING);
            outlet.detach(0);
            outlet.attach(port, HANDLE, 0);
            outlet.close();

            assertThat(directory).isEmptyDirectory();
        }
    }

    private static void deliver(Outlet outlet, String text, int count) throws InterruptedException {
        ByteBuffer message = ByteBuffer.wrap(String.format("%-1000s", text).getBytes(UTF_8));
        for (int i = 0; i < count; i++) {
            outlet.deliver(FrameType.TEXT, i, i, message, recipients());
            if (i % 50 == 0) {
                TimeUnit.MILLISECONDS.sleep(1); // paced: an unpaced writer loses messages by itself
            }
        }
    }

    private static Recipients recipients() {
        Recipients recipients = new Recipients();
        recipients.add(0);
        return recipients;
    }

    private static long received(LinkProbe probe, String text) {
        return probe.arrivals(Data.class).stream()
                .filter(data -> new String(data.payload(), UTF_8).startsWith(text))
                .count();
    }

    private static long missed(LinkProbe probe) {
        return probe.arrivals(Overtaken.class).stream()
                .mapToLong(Overtaken::missed)
                .sum();
    }

    private LinkProbe connect() {
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), "client", "test");
        return new LinkProbe(new ShmClientTransport().connect(directory, hello));
    }

    private long generations(int connection) throws IOException {
        try (Stream<Path> files = Files.list(queues().resolve(Integer.toString(connection)))) {
            return files.filter(file -> file.getFileName().toString().startsWith("g0"))
                    .count();
        }
    }

    private long firstGenerationBytes(int connection) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Path data = files.filter(
                            file -> file.endsWith("connections/" + connection + "/g00000001/19700101-00LX.cq4"))
                    .findAny()
                    .orElseThrow();
            return Files.size(data);
        }
    }

    private long connections() throws IOException {
        try (Stream<Path> queues = Files.list(queues())) {
            return queues.count();
        }
    }

    private Path queues() throws IOException {
        try (Stream<Path> proxies = Files.list(directory)) {
            return proxies.filter(Files::isDirectory).findAny().orElseThrow().resolve("connections");
        }
    }
}
