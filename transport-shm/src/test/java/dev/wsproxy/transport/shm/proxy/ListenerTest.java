// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.shm.FileTree;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListenerTest {
    private Path directory;

    @BeforeEach
    void create() throws IOException {
        directory = Files.createTempDirectory("wsproxy-test-");
    }

    @AfterEach
    void delete() throws IOException {
        FileTree.delete(directory);
    }

    @Test
    void doesNotDeleteADirectoryWithSomethingInTheSocketsPlace() throws Exception {
        RuntimeDirectory runtime = new RuntimeDirectory(directory);
        Path something = Files.createDirectories(runtime.socket().resolve("something"));
        assertThatThrownBy(() -> new Listener(runtime, socket -> {}))
                .isInstanceOf(FailureException.class)
                .hasMessage("BAD_DIRECTORY: " + runtime.socket()
                        + " should be a socket, but is a directory with something in it: move it away");
        assertThat(something).exists();
    }

    @Test
    void hangsUpOnAClientThatCannotBeServed() throws Exception {
        RuntimeDirectory runtime = new RuntimeDirectory(directory);
        ControlLoop loop = new ControlLoop(() -> {});
        try (Listener listener = new Listener(runtime, socket -> {
            throw new IllegalStateException("thrown by the test");
        })) {
            listener.register(loop);
            loop.start();
            for (int i = 0; i < 2; i++) {
                try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(runtime.socket()))) {
                    assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                }
            }
        } finally {
            loop.close();
        }
    }
}
