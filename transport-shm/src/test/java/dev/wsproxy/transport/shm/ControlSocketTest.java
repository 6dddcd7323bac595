// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.LogLevel;
import dev.wsproxy.SendResult;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.LinkProbe;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.control.ControlAddress;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Farewell;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Refused;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.SetLogLevel;
import dev.wsproxy.wire.Welcome;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a control socket bears: bad input, long paths, sockets of the dead, and other proxies. */
@Timeout(60)
class ControlSocketTest {
    private static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");

    private final ScriptedHost host = new ScriptedHost();
    private Path directory;
    private ShmTransport transport;

    @BeforeEach
    void createDirectory() throws IOException {
        directory = SharedMemory.directory();
        transport = transport(directory);
    }

    @AfterEach
    void deleteDirectory() throws IOException {
        transport.stop(ENDING);
        FileTree.delete(directory);
    }

    @Test
    void refusesWhatIsNoRegistration() throws Exception {
        transport.start(host);
        try (SocketChannel socket = open()) {
            write(socket, 16, "GET / HTTP/1.1\r\n".getBytes(UTF_8));

            Refused refused = (Refused) read(socket);
            assertThat(refused.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(refused.failure().reason()).contains("the first message on a control socket is Hello");
        }
        assertThatOthersAreServed();
    }

    @Test
    void refusesAMessageThatIsTooLong() throws Exception {
        transport.start(host);
        try (SocketChannel socket = open()) {
            write(socket, 1 << 30, new byte[100]);

            Refused refused = (Refused) read(socket);
            assertThat(refused.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(refused.failure().reason()).contains("1 to 1048576 bytes, not 1073741824");
        }
        assertThatOthersAreServed();
    }

    @Test
    void cutsOffAPeerThatSendsGarbageAfterItsRegistration() throws Exception {
        transport.start(host);
        try (SocketChannel socket = open()) {
            write(socket, hello(true));
            assertThat(read(socket)).isInstanceOf(Welcome.class);
            write(socket, 3, new byte[] {5, 1, 2});

            Farewell farewell = (Farewell) read(socket);
            assertThat(farewell.failure().reason()).contains("a 4-byte number is missing, 2 bytes remain");
        }
        assertThatOthersAreServed();
    }

    @Test
    void refusesRequestsOfClientsFromAnAdministrator() throws Exception {
        transport.start(host);
        try (SocketChannel socket = open()) {
            write(socket, hello(true));
            assertThat(read(socket)).isInstanceOf(Welcome.class);
            write(socket, new Close(3).encode());

            Farewell farewell = (Farewell) read(socket);
            assertThat(farewell.failure().reason())
                    .isEqualTo("an administrator cannot ask for Close: register as a client");
        }
    }

    @Test
    void understandsMessagesThatArriveByteByByte() throws Exception {
        transport.start(host);
        try (SocketChannel socket = open()) {
            ByteBuffer frames = ByteBuffer.allocate(10_000).order(ByteOrder.LITTLE_ENDIAN);
            for (ByteBuffer message : new ByteBuffer[] {hello(true), new SetLogLevel(1, LogLevel.WARN).encode()}) {
                frames.putInt(message.remaining()).put(message);
            }
            frames.flip();
            while (frames.hasRemaining()) {
                socket.write(frames.slice(frames.position(), 1));
                frames.position(frames.position() + 1);
            }

            assertThat(read(socket)).isInstanceOf(Welcome.class);
            await().atMost(Deadlines.GENEROUS).until(() -> host.logLevel() == LogLevel.WARN);
        }
    }

    @Test
    void registersAClientWithAVeryLongName() {
        transport.start(host);
        String name = "n".repeat(100_000);
        Hello hello = new Hello(WireVersion.CURRENT, true, 1, name, "test");

        new ShmClientTransport().connect(directory, hello).close();
    }

    @Test
    void worksInADirectoryWhosePathIsTooLongForASocket() throws Exception {
        Path deep = directory.resolve("d".repeat(120)).resolve("e".repeat(120));
        ShmTransport there = transport(deep);
        there.start(host);
        try (LinkProbe client = connect(deep)) {
            host.awaitClient().port().event(1, new ClientEvent.Authenticated());
            client.await(LinkProbe.Event.class, 1);
        } finally {
            there.stop(ENDING);
        }
        assertThatThrownBy(() -> connect(deep))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_RUNNING));
        assertThat(deep).isEmptyDirectory();
        assertThat(new ControlAddress(new RuntimeDirectory(deep)).toConnect()).doesNotExist();
    }

    @Test
    void toleratesOtherProxiesThatComeAndGoWhereThePathsAreTooLong() throws Exception {
        Path deep = directory.resolve("d".repeat(200));
        AtomicBoolean going = new AtomicBoolean(true);
        Runnable comeAndGo = () -> {
            ControlAddress address = new ControlAddress(new RuntimeDirectory(
                    directory.resolve("e".repeat(200) + Thread.currentThread().getId())));
            while (going.get()) {
                address.toBind();
                try {
                    address.forget();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        List<CompletableFuture<Void>> proxies = Stream.generate(() -> CompletableFuture.runAsync(comeAndGo))
                .limit(2)
                .toList();
        try {
            for (int i = 0; i < 2_000; i++) {
                new ControlAddress(new RuntimeDirectory(deep)).toConnect();
            }
        } finally {
            going.set(false);
        }
        proxies.forEach(CompletableFuture::join);
    }

    @Test
    void replacesTheSocketOfAProxyThatDied() throws Exception {
        Path socket = new RuntimeDirectory(directory).socket();
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();

        transport.start(host);

        assertThatOthersAreServed();
    }

    @Test
    void leavesTheSocketOfALiveProxyAlone() throws Exception {
        transport.start(host);
        ShmTransport second = transport(directory);

        assertThatThrownBy(() -> second.start(new ScriptedHost()))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DIRECTORY))
                .hasMessageContaining("another proxy listens on " + directory.resolve("control.sock"));
        assertThatOthersAreServed();
    }

    @Test
    void saysThatNoneIsRunningWhenItDiesBetweenItsAnswerAndTheFirstUseOfItsMemory() throws Exception {
        try (ServerSocketChannel dying = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dying.bind(UnixDomainSocketAddress.of(new RuntimeDirectory(directory).socket()));
            CompletableFuture<Void> death = CompletableFuture.runAsync(() -> welcomeAndDie(dying));
            assertThatThrownBy(() -> connect(directory))
                    .isInstanceOfSatisfying(
                            FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_RUNNING));
            death.join();
        }
    }

    private void welcomeAndDie(ServerSocketChannel listening) {
        try (SocketChannel client = listening.accept()) {
            client.read(ByteBuffer.allocate(1));
            write(
                    client,
                    new Welcome(
                                    WireVersion.CURRENT,
                                    1,
                                    1,
                                    "test",
                                    directory.resolve("gone").toString())
                            .encode());
            write(client, new TransportMessage.QueueReady(new JoinPosition(1, 0, 0, 0, 0, 0, 0)).encode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysThatNoProxyIsRunning() {
        for (Path where : new Path[] {directory, directory.resolve("missing")}) {
            assertThatThrownBy(() -> connect(where))
                    .isInstanceOfSatisfying(
                            FailureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_RUNNING))
                    .hasMessageContaining(where.toString());
        }
    }

    @Test
    void doesNotUseADirectoryThatIsOpenToOthers() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));

        assertThatThrownBy(() -> connect(directory)).hasMessageContaining("chmod 700 " + directory);
        assertThatThrownBy(() -> transport.start(host)).hasMessageContaining("chmod 700 " + directory);
    }

    @Test
    void makesFilesThatNobodyElseMayTouch() throws Exception {
        transport.start(host);
        try (LinkProbe client = connect(directory);
                Outlet outlet = transport.open(1)) {
            outlet.deliver(new ClientEvent.Authenticated(), new Recipients());
            assertThat(client.link().request(new Close(1).encode())).isEqualTo(SendResult.OK);
            try (Stream<Path> files = Files.walk(directory)) {
                assertThat(files)
                        .hasSizeGreaterThan(10)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .endsWith("------"));
            }
        }
    }

    private void assertThatOthersAreServed() throws Exception {
        try (LinkProbe client = connect(directory)) {
            host.awaitClient().port().event(1, new ClientEvent.Authenticated());
            client.await(LinkProbe.Event.class, 1);
        }
    }

    private static ShmTransport transport(Path directory) {
        return new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
    }

    private static LinkProbe connect(Path directory) {
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), "client", "test");
        return new LinkProbe(new ShmClientTransport().connect(directory, hello));
    }

    private static ByteBuffer hello(boolean administration) {
        return new Hello(WireVersion.CURRENT, administration, 1, "raw", "test").encode();
    }

    private SocketChannel open() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(new RuntimeDirectory(directory).socket()));
    }

    private static void write(SocketChannel socket, ByteBuffer message) throws IOException {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        write(socket, bytes.length, bytes);
    }

    private static void write(SocketChannel socket, int length, byte[] message) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(4 + message.length).order(ByteOrder.LITTLE_ENDIAN);
        socket.write(frame.putInt(length).put(message).flip());
    }

    private static Reply read(SocketChannel socket) throws IOException {
        byte[] length = Channels.newInputStream(socket).readNBytes(4);
        int bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return Reply.decode(ByteBuffer.wrap(Channels.newInputStream(socket).readNBytes(bytes)));
    }
}
