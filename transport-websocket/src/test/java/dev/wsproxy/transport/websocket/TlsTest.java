// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.testkit.RecordedSession;
import dev.wsproxy.testkit.RecordedSession.Sent;
import dev.wsproxy.transport.Outlet;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in with TLS, and that those who do not are harmless. */
class TlsTest extends EndpointFixture {
    private static final int ALERT = 21;
    private static final int PROTOCOL_VERSION = 70;

    @Override
    Wire wire() {
        return new TestTls();
    }

    private Socket socket() throws IOException {
        Socket socket = keep(new Socket("127.0.0.1", port()));
        socket.setSoTimeout((int) Deadlines.GENEROUS.toMillis());
        return socket;
    }

    private Joined joinPlainly() throws Exception {
        return joined(keep(RawClient.connect(socket(), FEED)));
    }

    private static void assertEnds(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        try {
            while (in.read() >= 0) {
                // An alert, or a page that says what is wrong.
            }
        } catch (java.net.SocketException e) {
            // Reset, because not all that was sent has been read: an end too.
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void servesAnOrdinaryClientThatTrustsTheCertificate(String name) throws Exception {
        CompletableFuture<String> received = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                received.complete(data.toString());
                return null;
            }
        };
        WebSocket client = HttpClient.newBuilder()
                .sslContext(TestTls.context())
                .build()
                .newWebSocketBuilder()
                .buildAsync(URI.create("wss://" + name + ":" + port() + FEED), listener)
                .get(60, TimeUnit.SECONDS);
        keep(client::abort);
        RecordedSession session = host.awaitClient();
        session.await(RecordedSession.Opened.class);
        client.sendText("to the broker", true);

        assertThat(session.await(Sent.class).data()).asString().isEqualTo("to the broker");
        session.port().frame(HANDLE, dev.wsproxy.FrameType.TEXT, utf8("to the client"));
        assertThat(received.get(60, TimeUnit.SECONDS)).isEqualTo("to the client");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksTheCurrentVersions(String version) throws Exception {
        SSLSocket socket = TestTls.wrap(socket(), "localhost");
        socket.setEnabledProtocols(new String[] {version});

        joined(keep(RawClient.connect(socket, FEED)));

        assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }

    @Test
    void refusesOlderVersions() throws Exception {
        Socket socket = socket();
        socket.getOutputStream().write(helloOfTls11());

        InputStream in = socket.getInputStream();
        assertThat(in.read()).isEqualTo(ALERT);
        byte[] rest = in.readNBytes(6);
        assertThat(rest[5]).isEqualTo((byte) PROTOCOL_VERSION);
        assertEnds(socket);
    }

    /** A client that knows nothing newer. */
    private static byte[] helloOfTls11() {
        ByteBuffer hello = ByteBuffer.allocate(4 + 2 + 32 + 1 + 2 + 4 + 2);
        hello.putInt(1 << 24 | hello.capacity() - 4)
                .putShort((short) 0x0302)
                .put(new byte[32])
                .put((byte) 0);
        hello.putShort((short) 4)
                .putShort((short) 0xc009)
                .putShort((short) 0xc013)
                .put((byte) 1)
                .put((byte) 0);
        return ByteBuffer.allocate(5 + hello.capacity())
                .put((byte) 22)
                .putShort((short) 0x0301)
                .putShort((short) hello.capacity())
                .put(hello.array())
                .array();
    }

    @Test
    void servesPlainClientsOnTheSamePort() throws Exception {
        Joined secret = join();
        Joined plain = joinPlainly();
        Outlet outlet = outlet(secret, plain);

        deliver(outlet, "to both", 0, 1);

        assertThat(secret.client().readText()).isEqualTo("to both");
        assertThat(plain.client().readText()).isEqualTo("to both");
    }

    @Test
    void isNotHarmedByClientsThatDoNotTrustIt() throws Exception {
        try (Socket careful = javax.net.ssl.SSLContext.getDefault()
                .getSocketFactory()
                .createSocket(socket(), "localhost", port(), true)) {
            assertThatThrownBy(((SSLSocket) careful)::startHandshake).isInstanceOf(SSLException.class);
        }
        try (SSLSocket other = TestTls.wrap(socket(), "other.test")) {
            assertThatThrownBy(other::startHandshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("other.test");
        }

        assertThat(host.hasClient()).isFalse();
        join();
    }

    @Test
    void isNotHarmedByNoise() throws Exception {
        Random random = new Random(7);
        byte[][] beginnings = {
            {22, 3, 1}, {22, 3, 3, 0, 10}, {22, 3, 3, (byte) 0xff, (byte) 0xff}, {21, 3, 3}, {22, 9}, {0}
        };
        for (byte[] beginning : beginnings) {
            byte[] noise = new byte[20_000];
            random.nextBytes(noise);
            System.arraycopy(beginning, 0, noise, 0, beginning.length);
            Socket socket = socket();
            try {
                socket.getOutputStream().write(noise);
                socket.shutdownOutput();
            } catch (java.net.SocketException e) {
                // It has seen enough already.
            }
            assertEnds(socket);
        }

        assertThat(host.hasClient()).isFalse();
        join();
        joinPlainly();
    }

    @Test
    void endsConnectionsThatDoNotGoOnWithTheirHandshake() throws Exception {
        // Whatever is slow the first time is done before it can take a connection's time.
        join();
        start(options -> options.withTiming(
                new Timing(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(3), Duration.ofSeconds(5))));
        Joined open = join();
        byte[] silence = {};
        byte[] oneByte = {22};
        byte[] partOfAHello = java.util.Arrays.copyOf(helloOfTls11(), 20);
        List<Socket> waiting = new ArrayList<>();
        for (byte[] beginning : new byte[][] {silence, oneByte, partOfAHello, wholeHello()}) {
            Socket socket = socket();
            socket.getOutputStream().write(beginning);
            waiting.add(socket);
        }
        Socket withoutRequest = wire().client(socket());
        waiting.add(withoutRequest);
        for (Socket each : waiting) {
            assertEnds(each);
        }

        deliver(outlet(open), "it may be silent for longer, being a WebSocket", 0);
        assertThat(open.client().readText()).startsWith("it may be silent");
    }

    private static byte[] wholeHello() throws SSLException {
        SSLEngine engine = TestTls.context().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return java.util.Arrays.copyOf(hello.array(), hello.position());
    }

    @Test
    void answersAHelloWithNothingReadableWhenItIsOff() throws Exception {
        start(options -> options.withTls(java.util.Optional.empty()));
        try (SSLSocket socket = TestTls.wrap(socket(), "localhost")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
        joinPlainly();
    }

    @Test
    void sharesLongMessagesWithPlainClients() throws Exception {
        Joined secret = join();
        Joined plain = joinPlainly();
        String text = "x".repeat(500_000);
        deliver(outlet(secret, plain), text, 0, 1);
        secret.client().send(text);

        assertThat(secret.client().readText()).isEqualTo(text);
        assertThat(plain.client().readText()).isEqualTo(text);
        assertThat(new String(secret.session().await(Sent.class).data(), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }
}
