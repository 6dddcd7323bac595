// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerCheckTest {
    @TempDir
    Path directory;

    /** Of a process of this user. */
    private boolean isOwner() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel client = SocketChannel.open(address);
                SocketChannel accepted = server.accept()) {
            PeerCheck check = new PeerCheck(directory);
            assertThat(check.isOwner(client)).isEqualTo(check.isOwner(accepted));
            return check.isOwner(accepted);
        }
    }

    @Test
    void knowsAProcessOfTheOwner() throws IOException {
        assertThat(isOwner()).isTrue();
    }

    @Test
    void tellsAProcessOfAnotherUser() throws IOException {
        assumeThat(Files.getAttribute(directory, "unix:uid"))
                .as("only root can give files away")
                .isEqualTo(0);
        Files.setAttribute(directory, "unix:uid", 12345);
        assertThat(isOwner()).isFalse();
    }
}
