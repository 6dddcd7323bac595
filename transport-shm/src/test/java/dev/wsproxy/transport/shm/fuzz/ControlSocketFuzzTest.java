// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.LinkProbe;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.shm.FileTree;
import dev.wsproxy.transport.shm.client.ShmClientTransport;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.WireVersion;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Bytes in pieces of any size, from several sockets at once, while a client that behaves goes on undisturbed. */
class ControlSocketFuzzTest {
    private static final int SOCKETS = 4;
    private static final int MESSAGES = 25;

    private static final ScriptedHost HOST = new ScriptedHost();
    private static final byte[] HELLO = bytes(new Hello(WireVersion.CURRENT, true, 1, "fuzz", "test").encode());
    private static Path directory;
    private static ShmTransport transport;
    private static LinkProbe good;
    private static RecordedSession session;

    @BeforeContainer
    static void start() throws Exception {
        directory = Files.createTempDirectory("wsproxy-test-");
        transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        transport.start(HOST);
        Hello hello =
                new Hello(WireVersion.CURRENT, false, ProcessHandle.current().pid(), "good", "test");
        good = new LinkProbe(new ShmClientTransport().connect(directory, hello));
        session = HOST.awaitClient();
    }

    @AfterContainer
    static void stop() throws IOException {
        good.close();
        transport.stop(Failure.of(ErrorCode.PROXY_STOPPING, "the test ends"));
        FileTree.delete(directory);
    }

    @Property(tries = 200, seed = "20261123")
    void othersAreServedWhateverArrives(@ForAll long seed) throws Exception {
        for (int round = 0; round < Budget.inputs(1); round++) {
            Mutator mutator = new Mutator(Corpus.ofClient(), seed + round);
            List<SocketChannel> sockets = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                sockets.add(connect());
                write(sockets.get(i), frame(HELLO), mutator);
            }
            for (int i = 0; i < MESSAGES; i++) {
                byte[] input = mutator.next();
                write(sockets.get(i % SOCKETS), mutator.below(10) == 0 ? input : frame(input), mutator);
            }
            assertServed(round);
            for (SocketChannel socket : sockets) {
                socket.close();
            }
        }
    }

    private static void assertServed(int number) throws Exception {
        byte[] text = Integer.toString(number).getBytes();
        good.link().request(new Send(1, FrameType.TEXT, ByteBuffer.wrap(text)).encode());
        assertThat(session.await(RecordedSession.Sent.class).data()).isEqualTo(text);
    }

    private static SocketChannel connect() throws IOException {
        SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(new RuntimeDirectory(directory).socket()));
        socket.configureBlocking(false);
        return socket;
    }

    /** Nobody waits for a socket that the proxy has closed, or does not read because nobody reads its answers. */
    private static void write(SocketChannel socket, byte[] bytes, Mutator mutator) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        try {
            for (int written = 1; left.hasRemaining() && written > 0; ) {
                int piece = 1 + mutator.below(left.remaining());
                written = socket.write(left.slice(left.position(), piece));
                left.position(left.position() + Math.max(0, written));
            }
        } catch (IOException e) {
            // The proxy has cut it off.
        }
    }

    private static byte[] frame(byte[] message) {
        return ByteBuffer.allocate(4 + message.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(message.length)
                .put(message)
                .array();
    }

    private static byte[] bytes(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        return bytes;
    }
}
