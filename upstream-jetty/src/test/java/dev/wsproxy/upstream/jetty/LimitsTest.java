// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static dev.wsproxy.testkit.websocket.RawFrame.BINARY;
import static dev.wsproxy.testkit.websocket.RawFrame.CONTINUATION;
import static dev.wsproxy.testkit.websocket.RawFrame.FIN;
import static dev.wsproxy.testkit.websocket.RawFrame.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.ServerConnection;
import dev.wsproxy.upstream.UpstreamConnection;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class LimitsTest extends JettyConnectorTests {
    private static final int LIMIT = 16 << 20;

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void takesAMessageOfExactlyTheLimitInOneFrame() throws Exception {
        byte[] message = random(LIMIT);
        open(Settings.defaults()).send(RawFrame.binary(message));

        assertThat(Arrays.equals(listener.awaitMessages(1).get(0).bytes(), message))
                .isTrue();
    }

    @Test
    void takesATextOfExactlyTheLimitInFragments() throws Exception {
        byte[] half = new byte[LIMIT / 2];
        Arrays.fill(half, (byte) 'x');
        open(Settings.defaults()).send(new RawFrame(TEXT, half)).send(new RawFrame(FIN | CONTINUATION, half));

        assertThat(listener.awaitMessages(1).get(0).bytes()).hasSize(LIMIT);
    }

    @Test
    void closesWith1009WhenAMessageIsOneByteLarger() throws Exception {
        ServerConnection accepted = open(Settings.defaults()).send(RawFrame.binary(new byte[LIMIT + 1]));

        assertTooLarge(accepted, LIMIT);
    }

    @Test
    void closesWith1009WhenFragmentsAreOneByteLarger() throws Exception {
        ServerConnection accepted = open(Settings.defaults().withMaxMessageBytes(1000))
                .send(new RawFrame(BINARY, new byte[1000]))
                .send(new RawFrame(FIN | CONTINUATION, new byte[1]));

        assertTooLarge(accepted, 1000);
    }

    @Test
    void closesWith1009WhenASmallMessageIsOneByteLarger() throws Exception {
        ServerConnection accepted =
                open(Settings.defaults().withMaxMessageBytes(1000)).send(RawFrame.binary(new byte[1001]));

        assertTooLarge(accepted, 1000);
    }

    @Test
    void closesWith1009WhenACompressedMessageBecomesTooLarge() throws Exception {
        RawServer server = server();
        connect(Settings.defaults().withMaxMessageBytes(1 << 20), server.uri("/"));
        ServerConnection accepted = server.accept().upgrade("Sec-WebSocket-Extensions: permessage-deflate");
        accepted.send(new RawFrame(FIN | 0x40 | BINARY, zerosDeflated(50 << 20)));

        assertTooLarge(accepted, 1 << 20);
    }

    @Test
    void closesWith1009WhenAFrameClaimsAnAbsurdLength() throws Exception {
        ServerConnection accepted = open(Settings.defaults());
        accepted.sendBytes(HexFormat.of().parseHex("827f000001000000000000"));

        assertThat(accepted.read().closeCode()).isEqualTo(1009);
        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
    }

    private void assertTooLarge(ServerConnection accepted, int limit) {
        assertThat(accepted.read().closeCode()).isEqualTo(1009);
        accepted.close();
        Failure failure = listener.awaitClosed();
        assertThat(failure.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(failure.detail()).isEqualTo(1009);
        assertThat(failure.reason()).contains("larger than the " + limit + " bytes that maxMessageBytes allows");
        assertThat(listener.messages()).isEmpty();
    }

    private static byte[] zerosDeflated(int size) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        deflater.setInput(new byte[size]);
        byte[] out = new byte[size / 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }

    @Test
    void refusesToSendMoreThanTheLimit() throws Exception {
        RawServer server = server();
        UpstreamConnection connection = connect(Settings.defaults().withMaxMessageBytes(1000), server.uri("/"));
        ServerConnection accepted = server.accept().upgrade();
        listener.awaitOpen();

        assertThat(connection.send(FrameType.BINARY, ByteBuffer.allocate(1001))).isEqualTo(SendResult.TOO_LARGE);
        assertThat(connection.send(FrameType.BINARY, ByteBuffer.allocate(1000))).isEqualTo(SendResult.OK);
        assertThat(accepted.read().payload()).hasSize(1000);
    }

    @Test
    void sendsOneMessageThatAloneExceedsTheBoundOfTheUnsent() throws Exception {
        RawServer server = server();
        UpstreamConnection connection = connect(Settings.defaults().withMaxUnsentBytes(1), server.uri("/"));
        ServerConnection accepted = server.accept().upgrade();
        listener.awaitOpen();

        assertThat(connection.send(FrameType.BINARY, ByteBuffer.allocate(LIMIT)))
                .isEqualTo(SendResult.OK);
        assertThat(connection.send(FrameType.BINARY, ByteBuffer.allocate(1))).isEqualTo(SendResult.BACKPRESSURE);
        assertThat(accepted.read().payload()).hasSize(LIMIT);
    }

    @Test
    void boundsManySmallMessagesToo() throws Exception {
        RawServer server = server();
        UpstreamConnection connection = connect(Settings.defaults().withMaxUnsentBytes(1 << 20), server.uri("/"));
        server.accept().upgrade();
        listener.awaitOpen();

        int taken = 0;
        while (connection.send(FrameType.TEXT, ByteBuffer.allocate(0)) == SendResult.OK) {
            // An empty message takes 6 bytes of the socket's buffers, which hold some megabytes at most.
            assertThat(++taken).isLessThan(10_000_000);
        }
        assertThat(taken).isGreaterThan(1000);
    }
}
