// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.simulator.TlsKeyStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An upstream with TLS whose certificate is signed by nobody the JDK knows. */
@Timeout(180)
class TlsIT {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path work;

    private Path keyStore;
    private Path certificate;

    @BeforeEach
    void makeCertificate() throws Exception {
        keyStore = work.resolve("server.p12");
        certificate = work.resolve("server.pem");
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-file", certificate.toString());
    }

    private void keytool(String command, String... options) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), command, "-alias", "server");
        builder.command().addAll(java.util.List.of("-keystore", keyStore.toString(), "-storepass", PASSWORD));
        builder.command().addAll(java.util.List.of(options));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    @Test
    void refusesAnUnknownAuthority() throws Exception {
        try (Upstream upstream = tls();
                Playground playground = Playground.open();
                ProxyClient client = playground.client("careful").connect()) {
            Failure failure = catchThrowableOfType(FailureException.class, () -> client.open(upstream.open()))
                    .failure();
            assertThat(failure.code()).isEqualTo(ErrorCode.TLS_FAILED);
            assertThat(failure.reason()).contains("127.0.0.1").contains("ca.pem");
            assertThat(upstream.simulator().stats().connectionsOpened()).isZero();
        }
    }

    @Test
    void acceptsTheAuthorityThatItIsGiven() throws Exception {
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Files.copy(certificate, home.conf().resolve("ca.pem"));
        try (Upstream upstream = tls();
                Playground playground = Playground.on(home);
                ProxyClient client = playground.client("trusting").connect()) {
            Connection connection = client.open(upstream.open());
            assertThat(connection.subscribe("trades", "AAPL")).isEmpty();
        }
    }

    private Upstream tls() throws Exception {
        return Upstream.start(Upstream.options().tls(new TlsKeyStore(keyStore, PASSWORD.toCharArray())));
    }
}
