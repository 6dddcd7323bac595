// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static dev.wsproxy.testkit.websocket.RawFrame.FIN;
import static dev.wsproxy.testkit.websocket.RawFrame.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.RecordingUpstreamListener;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.ServerConnection;
import dev.wsproxy.upstream.UpstreamConnection;
import dev.wsproxy.upstream.UpstreamRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate (RFC 7692) against a server that keeps strictly to what it answered. */
class CompressionTest {
    private static final int RSV1 = 0x40;
    private static final int MESSAGES = 5;

    private final RecordingUpstreamListener listener = new RecordingUpstreamListener();
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final JettyConnector connector = new JettyConnector(Settings.defaults());
    private RawServer server;
    private UpstreamConnection connection;

    @BeforeEach
    void listen() throws Exception {
        server = RawServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
        connector.close();
        deflater.end();
        assertThat(listener.breaches()).isEmpty();
    }

    private ServerConnection open(String answer) throws Exception {
        connection = connector.connect(new UpstreamRequest(server.uri("/"), Map.of(), List.of()), listener);
        ServerConnection accepted = server.accept();
        assertThat(accepted.request().header("Sec-WebSocket-Extensions"))
                .hasValueSatisfying(offer ->
                        assertThat(offer).startsWith("permessage-deflate").doesNotContain("@"));
        accepted.upgrade("Sec-WebSocket-Extensions: " + answer);
        return accepted;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            })
    void understandsTheServerWhateverItAnswered(String answer) throws Exception {
        ServerConnection accepted = open(answer);
        assertThat(listener.awaitOpen().extensions()).isEqualTo(answer);

        for (int i = 0; i < MESSAGES; i++) {
            if (answer.contains("server_no_context_takeover")) {
                deflater.reset();
            }
            accepted.send(new RawFrame(FIN | RSV1 | TEXT, deflate(message(i))));
        }
        assertThat(listener.awaitMessages(MESSAGES))
                .extracting(RecordingUpstreamListener.Message::text)
                .containsExactly(message(0), message(1), message(2), message(3), message(4));

        for (int i = 0; i < MESSAGES; i++) {
            connection.send(FrameType.TEXT, ByteBuffer.wrap(message(i).getBytes(StandardCharsets.UTF_8)));
            RawFrame frame = accepted.read();
            assertThat(frame.firstByte()).as("whole and not compressed").isEqualTo(FIN | TEXT);
            assertThat(frame.text()).isEqualTo(message(i));
        }
    }

    private static String message(int i) {
        return "{\"T\":\"t\",\"S\":\"AAPL\",\"p\":192.25,\"note\":\"one and the same text, one and the same text " + i
                + "\"}";
    }

    private byte[] deflate(String text) {
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        byte[] out = new byte[2 * text.length() + 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(out, length - 4);
    }
}
