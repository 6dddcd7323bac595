// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.transport.shm.FileTree;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.control.ControlChannel;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.transport.shm.control.TransportMessage.Released;
import dev.wsproxy.transport.shm.queue.MaintenanceThread;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client's control socket whose other end does not read, or has gone. */
@Timeout(60)
class FullSocketTest {
    private Path directory;
    private ServerSocketChannel server;
    private ControlSocket client;
    private ControlChannel proxy;

    @BeforeEach
    void connect() throws IOException {
        directory = Files.createTempDirectory("wsproxy-test-");
        RuntimeDirectory runtime = new RuntimeDirectory(directory);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(runtime.socket()));
        client = ControlSocket.connect(runtime);
        proxy = ControlChannel.ofProxy(server.accept());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        proxy.close();
        server.close();
        FileTree.delete(directory);
    }

    @Test
    void keepsWhatMustArriveUntilThereIsRoomForIt() {
        fill();

        client.sendSoon(new Released(7).encode());
        client.sendSoon(new Released(8).encode());

        assertThat(nextReleased()).isEqualTo(7);
        assertThat(nextReleased()).isEqualTo(8);
    }

    /** Leaves no room for the shortest message, neither in the socket nor before it. */
    private void fill() {
        for (int bytes = ControlChannel.MAX_REQUEST_BYTES / 4; bytes > 0; bytes /= 2) {
            for (int i = 0; i < 16; i++) {
                client.sendIfRoom(ByteBuffer.allocate(bytes));
            }
        }
    }

    /** Reads on as the proxy does, while the client polls. */
    private int nextReleased() {
        long deadlineNs = System.nanoTime() + Deadlines.GENEROUS.toNanos();
        while (System.nanoTime() - deadlineNs < 0) {
            client.flush();
            proxy.receive();
            for (ByteBuffer message = proxy.peek(); message != null; message = proxy.peek()) {
                boolean isFilling = message.get(0) == 0;
                int handle = isFilling ? 0 : ((Released) TransportMessage.decode(message)).handle();
                proxy.remove();
                if (!isFilling) {
                    return handle;
                }
            }
        }
        throw new AssertionError("what must arrive did not");
    }

    @Test
    void leavesNothingMappedWhenTheProxyGoesWhileTheRequestQueueIsMade() throws Exception {
        Path maps = Path.of("/proc/self/maps");
        assumeThat(maps).exists();
        proxy.close();
        FlagsPage flags = FlagsPage.create(directory.resolve("flags"));
        Path queue = directory.resolve("requests");
        try (MaintenanceThread maintenance = new MaintenanceThread("test-maintenance")) {
            assertThatThrownBy(() -> RequestQueue.create(queue, flags, client, maintenance))
                    .isInstanceOf(IOException.class);
        }

        await().atMost(Deadlines.GENEROUS)
                .untilAsserted(() -> assertThat(Files.readString(maps)).doesNotContain(queue.toString()));
    }
}
