// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.ServerConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimingTest extends JettyConnectorTests {
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void givesUpOnAServerThatDoesNotAnswerTheUpgrade() throws Exception {
        RawServer server = server();
        connect(Settings.defaults().withConnectTimeout(SHORT), server.uri("/"));
        ServerConnection silent = server.accept();

        Failure failure = listener.awaitFailed();
        assertThat(failure.code()).isEqualTo(ErrorCode.CONNECT_TIMEOUT);
        assertThat(failure.reason()).contains("within 300 ms");
        assertThat(silent.readsToTheEnd()).isFalse();
    }

    @Test
    void givesUpOnAServerThatDoesNotAcceptTcp() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", full.getLocalPort());
            for (int i = 0; i < 8; i++) {
                SocketChannel waiting = closing(SocketChannel.open());
                waiting.configureBlocking(false);
                waiting.connect(address);
            }
            connect(
                    Settings.defaults().withConnectTimeout(SHORT),
                    URI.create("ws://127.0.0.1:" + full.getLocalPort() + "/"));

            assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.CONNECT_TIMEOUT);
        }
    }

    @Test
    void staysOpenLongerThanTheConnectTimeout() throws Exception {
        ServerConnection accepted =
                open(Settings.defaults().withConnectTimeout(SHORT).withPingInterval(Duration.ofMillis(100)));
        for (int i = 0; i < 10; i++) {
            assertThat(accepted.read().opcode()).isEqualTo(RawFrame.PING);
        }

        assertThat(listener.isOpen()).isTrue();
    }

    @Test
    void sendsPingsWhoseAnswersAreActivity() throws Exception {
        ServerConnection accepted = open(Settings.defaults().withPingInterval(Duration.ofMillis(50)));
        for (int i = 0; i < 3; i++) {
            RawFrame ping = accepted.read();
            assertThat(ping.opcode()).isEqualTo(RawFrame.PING);
            accepted.send(new RawFrame(RawFrame.FIN | RawFrame.PONG, ping.payload()));
        }

        listener.awaitActivities(3);
    }

    @Test
    void dropsTheConnectionWhenTheCloseIsNotAnswered() throws Exception {
        RawServer server = server();
        var connection = connect(Settings.defaults().withCloseTimeout(SHORT), server.uri("/"));
        ServerConnection accepted = server.accept().upgrade();
        listener.awaitOpen();
        connection.close(1000, "");

        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.CLOSED);
        assertThat(accepted.readsToTheEnd()).as("the close frame came last").isTrue();
    }
}
