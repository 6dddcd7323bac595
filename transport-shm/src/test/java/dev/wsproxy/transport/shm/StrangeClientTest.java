// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.LinkProbe;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.RecordedSession.Left;
import dev.wsproxy.testkit.RecordedSession.Sent;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.transport.shm.queue.AppendResult;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.MaintenanceThread;
import dev.wsproxy.transport.shm.queue.QueueOptions;
import dev.wsproxy.transport.shm.queue.RecordKind;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.Welcome;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that write their request queue themselves, and not as the library does. */
@Timeout(60)
class StrangeClientTest {
    private static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");
    private static final long[] READER = {1};

    private final ScriptedHost host = new ScriptedHost();
    private final MaintenanceThread maintenance = new MaintenanceThread("test-maintenance");
    private Path directory;
    private ShmTransport transport;
    private SocketChannel socket;
    private GenerationWriter requests;
    private RecordedSession session;

    @BeforeEach
    void register() throws Exception {
        directory = SharedMemory.directory();
        transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        transport.start(host);
        socket = SocketChannel.open(UnixDomainSocketAddress.of(new RuntimeDirectory(directory).socket()));
        write(new Hello(WireVersion.CURRENT, false, 1, "strange", "test").encode());
        Welcome welcome = (Welcome) Reply.decode(read());
        assertThat(TransportMessage.isOne(read())).as("where its replies begin").isTrue();
        session = host.awaitClient();
        requests = GenerationWriter.create(
                new ClientFiles(Path.of(welcome.directory())).requests(),
                QueueOptions.request(64 << 20),
                () -> 1,
                maintenance);
        write(new TransportMessage.QueueReady(requests.position(0)).encode());
    }

    @AfterEach
    void close() throws IOException {
        requests.close();
        socket.close();
        transport.stop(ENDING);
        maintenance.close();
        FileTree.delete(directory);
    }

    @Test
    void isCutOffWhenItSendsOnInSpiteOfBackpressure() throws Exception {
        session.answerSends(SendResult.BACKPRESSURE);
        for (int i = 0; i < 3; i++) {
            append(0, 0, "x".repeat(600_000));
        }

        Failure reason = session.await(Left.class).reason();
        assertThat(reason.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
        assertThat(reason.reason()).contains("1048576 bytes");
        assertThatOthersAreServed();
    }

    @Test
    void waitsWhenItSendsWithoutAWindow() throws Exception {
        session.answerSends(SendResult.BACKPRESSURE);
        for (int i = 0; i < 3; i++) {
            append(FlagsPage.NO_WINDOW, 0, i + "x".repeat(600_000));
        }
        assertThatOthersAreServed();
        session.answerSends(SendResult.OK);

        for (int i = 0; i < 3; i++) {
            assertThat(session.await(Sent.class).data()[0]).isEqualTo((byte) ('0' + i));
        }
    }

    @Test
    void waitsForTheMessageThatItClaimsToHaveSentBefore() throws Exception {
        append(0, 1, "second");
        assertThatOthersAreServed();
        assertThat(session.pending()).isZero();
        write(send("first"));

        assertThat(new String(session.await(Sent.class).data(), UTF_8)).isEqualTo("first");
        assertThat(new String(session.await(Sent.class).data(), UTF_8)).isEqualTo("second");
    }

    private void assertThatOthersAreServed() throws Exception {
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), "other", "test");
        try (LinkProbe other = new LinkProbe(new ShmClientTransport().connect(directory, hello))) {
            RecordedSession served = host.awaitClient();
            other.link().request(send("hello"));
            served.await(Sent.class);
        }
    }

    private void append(int window, long controlsBefore, String text) throws IOException {
        AppendResult result = requests.append(RecordKind.BINARY, 0, window, controlsBefore, READER, 1, send(text));
        assertThat(result).isEqualTo(AppendResult.OK);
        write(new TransportMessage.Ring().encode());
    }

    private static ByteBuffer send(String text) {
        return new Send(1, FrameType.TEXT, ByteBuffer.wrap(text.getBytes(UTF_8))).encode();
    }

    private void write(ByteBuffer message) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(4 + message.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(message.remaining()).put(message).flip();
        while (frame.hasRemaining()) {
            socket.write(frame);
        }
    }

    private ByteBuffer read() throws IOException {
        byte[] length = Channels.newInputStream(socket).readNBytes(4);
        int bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
        return ByteBuffer.wrap(Channels.newInputStream(socket).readNBytes(bytes));
    }
}
