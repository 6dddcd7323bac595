// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.TestCertificates;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams that are not what they say, or speak a TLS that is not safe: a client is told which it was. */
@Timeout(180)
class SecurityTlsIT {
    private static final String ALERT_PROTOCOL_VERSION = "15030100020246";

    @TempDir
    Path work;

    @Test
    void refusesEachWithAReasonOfItsOwn() throws Exception {
        TestCertificates trusted = new TestCertificates(Files.createDirectory(work.resolve("trusted")));
        TestCertificates others = new TestCertificates(Files.createDirectory(work.resolve("others")));
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Files.copy(trusted.authorityPem(), home.conf().resolve("ca.pem"));
        try (Playground playground = Playground.on(home);
                ProxyClient client = playground.client("careful").connect()) {
            String own = "ip:127.0.0.1";
            assertRefused(client, trusted.server("dns:other.example"), "does not fit the host name");
            assertRefused(client, trusted.expiredServer(own), "has expired");
            assertRefused(client, trusted.selfSignedServer(own), "is signed by itself");
            assertRefused(client, others.server(own), "was refused: Signature does not match");
            assertThat(refusalOfOldVersion(client)).contains("speaks no TLS that is safe");
            try (RawServer good = RawServer.start(trusted.server(own))) {
                CompletableFuture<Void> served = CompletableFuture.runAsync(() -> upgrade(good));
                assertThat(client.open(good.uri("/").toString()).isNew()).isTrue();
                served.join();
            }
        }
    }

    private static void upgrade(RawServer server) {
        try {
            server.accept().upgrade();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(ProxyClient client, SSLContext certificate, String reason) throws Exception {
        try (RawServer server = RawServer.start(certificate)) {
            assertThat(refusal(client, server.uri("/").toString())).contains(reason);
            assertThat(server.waiting()).as("requests that were sent").isZero();
        }
    }

    private static String refusalOfOldVersion(ProxyClient client) throws Exception {
        try (ServerSocket old = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            CompletableFuture<Void> server = CompletableFuture.runAsync(() -> answer(old));
            String reason = refusal(client, "wss://127.0.0.1:" + old.getLocalPort() + "/");
            server.join();
            return reason;
        }
    }

    /** Reads on until the other side has closed, so that it surely gets the answer. */
    private static void answer(ServerSocket old) {
        try (Socket accepted = old.accept();
                InputStream in = accepted.getInputStream();
                OutputStream out = accepted.getOutputStream()) {
            in.read();
            out.write(HexFormat.of().parseHex(ALERT_PROTOCOL_VERSION));
            in.transferTo(OutputStream.nullOutputStream());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String refusal(ProxyClient client, String url) {
        Failure failure = catchThrowableOfType(FailureException.class, () -> client.open(url))
                .failure();
        assertThat(failure.code()).as(failure.reason()).isEqualTo(ErrorCode.TLS_FAILED);
        return failure.reason();
    }
}
