// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.testkit.LinkProbe;
import dev.wsproxy.testkit.LinkProbe.Data;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.transport.shm.queue.MaintenanceThread;
import dev.wsproxy.transport.shm.queue.QueueOptions;
import dev.wsproxy.transport.shm.queue.RecordKind;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Farewell;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients do to the files that they share with a proxy, which is a process of its own and delivers without pause. */
@Timeout(120)
class HostileMemoryTest {
    private static final int ENOUGH_TO_BE_COMPILED = 20_000;

    private static Path directory;
    private static OtherJvm proxy;
    private static LinkProbe good;

    /** Done to the files of a client that has registered, before or after it has announced its request queue. */
    interface Damage {
        void doTo(ClientFiles files) throws Exception;
    }

    @BeforeAll
    static void start() throws Exception {
        directory = SharedMemory.directory();
        proxy = OtherJvm.start(BusyProxyProgram.class, directory);
        assertThat(proxy.line()).isEqualTo("listening");
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), "good", "test");
        good = new LinkProbe(new ShmClientTransport().connect(directory, hello));
        good.await(Data.class, ENOUGH_TO_BE_COMPILED);
    }

    @AfterAll
    static void stop() throws Exception {
        good.close();
        proxy.endInput();
        assertThat(proxy.line()).isEqualTo("stopped");
        proxy.close();
        assertThat(directory.resolve("control.sock")).doesNotExist();
        FileTree.delete(directory);
    }

    static Stream<Named<Damage>> whileItRuns() {
        return Stream.of(
                named("flags shortened to nothing", files -> shorten(files.flags(), 0)),
                named("flags overwritten", files -> scribble(files.flags(), 0)),
                named("request of random bytes", files -> scribble(data(files), end(files))),
                named("request that is longer than the file", files -> word(files, 1 << 20)),
                named("request of an impossible length", files -> word(files, (1 << 30) - 1)),
                named("request without fields", files -> word(files, 8)));
    }

    static Stream<Named<Damage>> beforeTheQueueIsAnnounced() {
        return Stream.of(
                named("queue shortened to nothing", files -> shorten(data(files), 0)),
                named("queue shortened within its header", files -> shorten(data(files), end(files) - 8)),
                named("queue of random bytes", files -> scribble(data(files), 0)),
                named("queue deleted", files -> Files.delete(data(files))),
                named("generation deleted", files -> FileTree.delete(data(files).getParent())),
                named("queue that is a pipe", HostileMemoryTest::makePipe),
                named("queue that is a link", HostileMemoryTest::makeLink),
                named("queue that is a directory", HostileMemoryTest::makeDirectory),
                named("queue of another layout", HostileMemoryTest::changeLayout));
    }

    @ParameterizedTest
    @MethodSource
    void whileItRuns(Damage damage) throws Exception {
        try (RawClient client = RawClient.register(directory, "hostile")) {
            JoinPosition position = makeQueue(client.files());
            client.write(new TransportMessage.QueueReady(position).encode());
            client.write(new Close(99).encode());
            assertServed();

            damage.doTo(client.files());
            client.ring();

            assertCutOff(client);
        }
    }

    @ParameterizedTest
    @MethodSource
    void beforeTheQueueIsAnnounced(Damage damage) throws Exception {
        try (RawClient client = RawClient.register(directory, "hostile")) {
            JoinPosition position = makeQueue(client.files());
            damage.doTo(client.files());

            client.write(new TransportMessage.QueueReady(position).encode());

            assertCutOff(client);
        }
    }

    private static void assertCutOff(RawClient client) throws IOException {
        Failure reason = ((Farewell) Reply.decode(client.read())).failure();
        assertThat(reason.code()).as(reason.reason()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(reason.reason()).endsWith("; connect again");
        assertServed();
    }

    private static void assertServed() {
        good.await(Data.class, good.arrivals(Data.class).size() + 100);
    }

    /** Closed again, so that it is the proxy alone that has it. */
    private static JoinPosition makeQueue(ClientFiles files) throws IOException {
        try (MaintenanceThread maintenance = new MaintenanceThread("test-maintenance");
                GenerationWriter writer = GenerationWriter.create(
                        files.requests(), QueueOptions.request(64 << 20), () -> 1, maintenance)) {
            writer.append(RecordKind.BINARY, 0, FlagsPage.NO_WINDOW, 0, new long[] {1}, 1, new Close(98).encode());
            JoinPosition position = writer.position(0);
            return new JoinPosition(1, position.index() - 1, position.sequence() - 1, 0, 0, 0, 0);
        }
    }

    private static Path data(ClientFiles files) {
        return files.requests().resolve("g00000001").resolve("19700101-00LX.cq4");
    }

    /** Where the next record would begin. */
    private static int end(ClientFiles files) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(data(files))).order(ByteOrder.nativeOrder());
        int at = 0;
        for (int word = file.getInt(at); word > 0; word = file.getInt(at)) {
            at = at + 4 + (word & (1 << 30) - 1) + 3 & -4;
        }
        return at;
    }

    private static void shorten(Path file, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }

    private static void scribble(Path file, int from) throws IOException {
        byte[] bytes = new byte[4096];
        new Random(from).nextBytes(bytes);
        for (int i = 3; i < bytes.length; i += 4) {
            bytes[i] &= 0x3f; // a length, and complete
        }
        write(file, from, ByteBuffer.wrap(bytes));
    }

    private static void word(ClientFiles files, int word) throws IOException {
        int end = end(files);
        shorten(data(files), end + 200);
        write(
                data(files),
                end,
                ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, word));
    }

    private static void write(Path file, int from, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(bytes, from);
        }
    }

    private static void makePipe(ClientFiles files) throws Exception {
        Files.delete(data(files));
        new ProcessBuilder("mkfifo", data(files).toString()).start().waitFor();
    }

    private static void makeLink(ClientFiles files) throws IOException {
        Path moved = Files.move(data(files), files.directory().resolve("elsewhere"));
        Files.createSymbolicLink(data(files), moved);
    }

    private static void makeDirectory(ClientFiles files) throws IOException {
        Files.delete(data(files));
        Files.createDirectory(data(files));
    }

    /** The header is the first record that is not Chronicle's; its version is the first field after a record's own. */
    private static void changeLayout(ClientFiles files) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(data(files))).order(ByteOrder.nativeOrder());
        int at = 0;
        while ((file.getInt(at) & 1 << 30) != 0) {
            at = at + 4 + (file.getInt(at) & (1 << 30) - 1) + 3 & -4;
        }
        write(data(files), at + 4 + 32, ByteBuffer.allocate(4).putInt(0, 0x01010101));
    }
}
