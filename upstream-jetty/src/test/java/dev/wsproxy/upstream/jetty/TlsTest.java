// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.RecordingUpstreamListener;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.ServerConnection;
import dev.wsproxy.testkit.websocket.TestCertificates;
import dev.wsproxy.upstream.UpstreamConnection;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest extends JettyConnectorTests {
    /** What a server answers that knows no version which the client offers. */
    private static final String ALERT_PROTOCOL_VERSION = "15030100020246";

    /** Between the version and the end of a server's hello: random bytes, no session, a suite that is offered, nothing more. */
    private static final String REST_OF_HELLO = "5a".repeat(32) + "00c02f00";

    static Stream<String> oldServers() {
        return Stream.of(
                ALERT_PROTOCOL_VERSION,
                "160301002a020000260301" + REST_OF_HELLO,
                "160302002a020000260302" + REST_OF_HELLO);
    }

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static Path authority;
    private static SSLContext valid;

    @BeforeAll
    static void makeCertificates() {
        certificates = new TestCertificates(folder);
        authority = certificates.authorityPem();
        valid = certificates.server("ip:127.0.0.1,dns:localhost");
    }

    private static Settings trusting() {
        return Settings.defaults().withTrustedCertificates(authority);
    }

    private RawServer secure(SSLContext tls, String... protocols) throws Exception {
        return closing(RawServer.start(tls, protocols));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersionsOfTlsWithAServerOfAnAddedAuthority(String protocol) throws Exception {
        RawServer server = secure(valid, protocol);
        UpstreamConnection connection = connect(trusting(), server.uri("/"));
        ServerConnection accepted = server.accept().upgrade();
        listener.awaitOpen();

        connection.send(FrameType.TEXT, ByteBuffer.wrap(new byte[] {'u', 'p'}));
        assertThat(accepted.read().text()).isEqualTo("up");
        byte[] large = new byte[3_000_000];
        new Random(3).nextBytes(large);
        accepted.send(RawFrame.binary(large)).send(RawFrame.close(1000, "bye"));
        assertThat(Arrays.equals(listener.awaitMessages(1).get(0).bytes(), large))
                .isTrue();
        assertThat(listener.awaitClosed().detail()).isEqualTo(1000);
    }

    @Test
    void acceptsACertificateForTheHostName() throws Exception {
        RawServer server = secure(valid);
        connect(trusting(), server.uri("localhost", "/"));
        server.accept().upgrade();

        listener.awaitOpen();
    }

    @Test
    void tellsWhereAnAuthorityCanBeAdded() throws Exception {
        Path missing = folder.resolve("missing.pem");
        connect(
                Settings.defaults().withTrustedCertificates(missing),
                secure(valid).uri("/"));

        Failure failure = listener.awaitFailed();
        assertThat(failure.code()).isEqualTo(ErrorCode.TLS_FAILED);
        assertThat(failure.reason())
                .contains("signed by no authority known here")
                .contains("add the certificate of its authority (PEM) to " + missing + ", which does not exist");
    }

    @Test
    void trustsAnAuthorityThatIsAddedWhileItRuns() throws Exception {
        Path added = folder.resolve("added.pem");
        RawServer server = secure(valid);
        JettyConnector connector = connector(Settings.defaults().withTrustedCertificates(added));
        connector.connect(request(server.uri("/")), listener);
        assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.TLS_FAILED);

        Files.copy(authority, added);
        RecordingUpstreamListener second = new RecordingUpstreamListener();
        connector.connect(request(server.uri("/")), second);
        server.accept().upgrade();
        second.awaitOpen();

        Files.delete(added);
        RecordingUpstreamListener third = new RecordingUpstreamListener();
        connector.connect(request(server.uri("/")), third);
        assertThat(third.awaitFailed().code()).isEqualTo(ErrorCode.TLS_FAILED);
        assertThat(second.isOpen()).isTrue();
    }

    @Test
    void refusesAFileThatHoldsNoCertificates() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.pem"), "this is no certificate\n");
        connect(
                Settings.defaults().withTrustedCertificates(broken),
                secure(valid).uri("/"));

        Failure failure = listener.awaitFailed();
        assertThat(failure.code()).isEqualTo(ErrorCode.TLS_FAILED);
        assertThat(failure.reason()).contains(broken.toString()).contains("correct or remove the file");
    }

    @Test
    void keepsTheAuthoritiesOfTheJdk() throws Exception {
        SslContextFactory.Client tls = JettyClient.tls();
        tls.start();
        new TrustedAuthorities(authority).refresh(tls);

        assertThat(tls.getTrustStore().size()).isGreaterThan(50);
        tls.stop();
    }

    @Test
    void refusesACertificateForAnotherHost() throws Exception {
        connect(trusting(), secure(certificates.server("dns:other.example")).uri("/"));

        Failure failure = listener.awaitFailed();
        assertThat(failure.code()).isEqualTo(ErrorCode.TLS_FAILED);
        assertThat(failure.reason()).contains("does not fit the host name");
    }

    @Test
    void refusesAnExpiredCertificate() throws Exception {
        connect(trusting(), secure(certificates.expiredServer("ip:127.0.0.1")).uri("/"));

        Failure failure = listener.awaitFailed();
        assertThat(failure.code()).isEqualTo(ErrorCode.TLS_FAILED);
        assertThat(failure.reason()).contains("has expired");
    }

    @Test
    void refusesACertificateThatIsSignedByItself() throws Exception {
        connect(
                trusting(),
                secure(certificates.selfSignedServer("ip:127.0.0.1")).uri("/"));

        Failure failure = listener.awaitFailed();
        assertThat(failure.code()).isEqualTo(ErrorCode.TLS_FAILED);
        assertThat(failure.reason()).contains("is signed by itself");
    }

    @Test
    void refusesACertificateOfAnAuthorityOfTheSameName() throws Exception {
        TestCertificates others = new TestCertificates(Files.createDirectory(folder.resolve("others")));
        connect(trusting(), secure(others.server("ip:127.0.0.1")).uri("/"));

        Failure failure = listener.awaitFailed();
        assertThat(failure.code()).isEqualTo(ErrorCode.TLS_FAILED);
        assertThat(failure.reason()).contains("was refused: Signature does not match");
    }

    /**
     * Of two threads of Jetty's that see the handshake fail, the one that writes knows only that the connection is closed, and
     * once in a while it is the first: so more than once.
     */
    @ParameterizedTest
    @MethodSource("oldServers")
    void tellsThatNoVersionOfTlsIsCommon(String answer) throws Exception {
        JettyConnector connector = connector(trusting());
        for (int i = 0; i < 20; i++) {
            Failure failure = answerHello(connector, answer);
            assertThat(failure.code()).as(failure.reason()).isEqualTo(ErrorCode.TLS_FAILED);
            assertThat(failure.reason()).contains("speaks no TLS that is safe").contains("1.2 or 1.3");
        }
    }

    private static Failure answerHello(JettyConnector connector, String answer) throws IOException {
        RecordingUpstreamListener attempt = new RecordingUpstreamListener();
        try (ServerSocket old = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            connector.connect(request(URI.create("wss://127.0.0.1:" + old.getLocalPort() + "/")), attempt);
            try (Socket accepted = old.accept()) {
                readRecord(accepted.getInputStream());
                accepted.getOutputStream().write(HexFormat.of().parseHex(answer));
                return attempt.awaitFailed();
            }
        }
    }

    /** One TLS record, here the client's first: a type, a version of two bytes, a length of two bytes, the content. */
    private static void readRecord(InputStream in) throws IOException {
        DataInputStream record = new DataInputStream(in);
        record.skipNBytes(3);
        record.skipNBytes(record.readUnsignedShort());
    }

    @Test
    void doesNotWaitForAServerThatIsSilentWithinTheTlsHandshake() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            connect(
                    trusting().withConnectTimeout(Duration.ofMillis(500)),
                    URI.create("wss://127.0.0.1:" + silent.getLocalPort() + "/"));

            assertThat(listener.awaitFailed().code()).isEqualTo(ErrorCode.CONNECT_TIMEOUT);
        }
    }

    /** Once in a hundred times Jetty waits for the time-out, as the end came while one of its threads was about to wait. */
    @Test
    void tellsThatTheServerHungUpWithinTheTlsHandshake() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            connect(
                    trusting().withConnectTimeout(Duration.ofSeconds(3)),
                    URI.create("wss://127.0.0.1:" + rude.getLocalPort() + "/"));
            rude.accept().close();

            Failure failure = listener.awaitFailed();
            assertThat(failure.code()).isIn(ErrorCode.UNREACHABLE, ErrorCode.TLS_FAILED, ErrorCode.CONNECT_TIMEOUT);
            assertThat(failure.reason()).doesNotContain("Exception");
        }
    }
}
