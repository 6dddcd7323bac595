// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.ScriptedHost;
import dev.wsproxy.transport.shm.proxy.ShmOptions;
import dev.wsproxy.transport.shm.proxy.ShmTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody could find such a proxy, not even to end it, while it held the account's only connection. */
@Timeout(60)
class RemovedDirectoryTest {
    private static final Failure ENDING = Failure.of(ErrorCode.PROXY_STOPPING, "the test ends");

    private final ScriptedHost host = new ScriptedHost();
    private Path directory;
    private ShmTransport transport;

    @BeforeEach
    void start() throws IOException {
        directory = SharedMemory.directory();
        transport = new ShmTransport(new RuntimeDirectory(directory), ShmOptions.DEFAULT, "test");
        transport.start(host);
    }

    @AfterEach
    void stop() throws IOException {
        transport.stop(ENDING);
        FileTree.delete(directory);
    }

    @Test
    void endsWhenItsDirectoryIsRemoved() throws Exception {
        FileTree.delete(directory);

        assertThat(host.awaitStop()).isTrue();
    }

    @Test
    void endsWhenItsSocketIsReplaced() throws Exception {
        Path socket = new RuntimeDirectory(directory).socket();
        Files.move(socket, socket.resolveSibling("moved"));
        Files.createFile(socket);

        assertThat(host.awaitStop()).isTrue();
        assertThat(socket).exists();
    }
}
