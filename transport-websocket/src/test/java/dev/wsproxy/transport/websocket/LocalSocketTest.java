// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class LocalSocketTest {
    private static final String HEAD =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    /** From port 40000 (9C40) to port 8765 (223D) of this machine. */
    private static final String CLIENT = "0100007F:9C40 0100007F:223D";

    private static final String REST = " 00000000:00000000 00:00000000 00000000 ";

    @TempDir
    Path tables;

    private final InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 40000);
    private final InetSocketAddress local = new InetSocketAddress("127.0.0.1", 8765);

    private static String line(String addresses, String state, int user, int inode) {
        return "   1: " + addresses + " " + state + REST + user + "        0 " + inode + " 1 0 20 4 30 10 -1\n";
    }

    @Test
    void findsTheOneThatIsConnectedFromThereToHere() throws IOException {
        assumeThat(ByteOrder.nativeOrder()).as("of the lines below").isEqualTo(ByteOrder.LITTLE_ENDIAN);
        Files.writeString(
                tables.resolve("tcp"),
                HEAD
                        + line("0100007F:223D 0100007F:9C40", "01", 1, 11)
                        + line("0200007F:9C40 0100007F:223D", "01", 2, 12)
                        + line("0100007F:9C40 0200007F:223D", "01", 3, 13)
                        + line("0100007F:9C40 00000000:0000", "0A", 4, 14)
                        + line(CLIENT, "01", 1000, 15));
        assertThat(LocalSocket.find(tables, peer, local)).contains(new LocalSocket(1000, "15"));
    }

    /** Such sockets are listed as root's, whoever made them. */
    @Test
    void believesNothingOfASocketThatIsClosed() throws IOException {
        Files.writeString(
                tables.resolve("tcp"),
                HEAD + line(CLIENT, "06", 0, 0) + line(CLIENT, "05", 0, 0) + line(CLIENT, "01", 0, 0));
        assertThat(LocalSocket.find(tables, peer, local)).isEmpty();
    }

    @Test
    void findsAnAddressOfVersion4AsOneOfVersion6() throws IOException {
        assumeThat(ByteOrder.nativeOrder()).as("of the lines below").isEqualTo(ByteOrder.LITTLE_ENDIAN);
        String mapped = "0000000000000000FFFF0000";
        Files.writeString(tables.resolve("tcp"), HEAD);
        Files.writeString(
                tables.resolve("tcp6"),
                HEAD + line(mapped + "0100007F:9C40 " + mapped + "0100007F:223D", "01", 1000, 16));
        assertThat(LocalSocket.find(tables, peer, local)).contains(new LocalSocket(1000, "16"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1"})
    void findsARealOne(String address) throws Exception {
        assumeThat(isThere(address)).as(address).isTrue();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(address));
                Socket client = new Socket(address, server.getLocalPort());
                Socket accepted = server.accept()) {
            assertOwn(accepted.getRemoteSocketAddress(), accepted.getLocalSocketAddress());
            assertThat(client.isConnected()).isTrue();
        }
    }

    /** As programs in other languages have them, and Java where it is told to. */
    @Test
    void findsOneThatKnowsNothingOfVersion6() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET)) {
            client.connect(server.getLocalAddress());
            try (SocketChannel accepted = server.accept()) {
                assertOwn(accepted.getRemoteAddress(), accepted.getLocalAddress());
            }
        }
    }

    private static void assertOwn(SocketAddress peer, SocketAddress local) {
        Visitor visitor = Visitor.of(peer, local);
        assertThat(visitor.who()).isEqualTo("user " + LocalSocket.ownUser().orElseThrow());
        assertThat(visitor.isOwn()).isTrue();
    }

    private static boolean isThere(String address) {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void trustsTheUserAndRoot() {
        assertThat(Visitor.of(1000, 1000).isOwn()).isTrue();
        assertThat(Visitor.of(0, 1000).isOwn()).isTrue();
        assertThat(Visitor.of(1001, 1000).isOwn()).isFalse();
        assertThat(Visitor.of(1001, 1000).stranger()).contains("user 1001");
    }

    @Test
    void takesNobodyForTheUserWhomItCannotFind() {
        assertThat(Visitor.of(new InetSocketAddress("127.0.0.1", 1), local).isOwn())
                .isFalse();
    }
}
