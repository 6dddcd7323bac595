// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final String PASSWORD = "changeit";

    @RegisterExtension
    private final Harness harness = new Harness();

    @TempDir
    private Path directory;

    @Test
    void speaksTlsWithTheGivenKeyStore() throws Exception {
        Path keyStore = keyStore();
        Simulator simulator = simulator(keyStore);
        WebSocketCoreClient trusting = trusting(keyStore);
        try {
            TestClient client = TestClient.connect(trusting, simulator.url(Feed.IEX), request -> {});

            assertThat(simulator.url(Feed.IEX)).startsWith("wss://");
            assertThat(client.authenticated().core().isSecure()).isTrue();
        } finally {
            trusting.stop();
        }
    }

    @Test
    void isNotTrustedByAClientThatDoesNotKnowItsCertificate() throws Exception {
        Simulator simulator = simulator(keyStore());

        assertThatThrownBy(() -> harness.connect(simulator)).hasStackTraceContaining("PKIX path building failed");
    }

    @Test
    void neverShowsPasswordsOrSecrets() throws Exception {
        SimulatorOptions options = SimulatorOptions.builder()
                .tls(new TlsKeyStore(directory, PASSWORD.toCharArray()))
                .build();

        assertThat(options.toString()).contains("demo-key").doesNotContain(PASSWORD, "demo-secret");
    }

    private Simulator simulator(Path keyStore) throws Exception {
        return harness.simulator(options -> options.tls(new TlsKeyStore(keyStore, PASSWORD.toCharArray())));
    }

    private static WebSocketCoreClient trusting(Path keyStore) throws Exception {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setTrustStorePath(keyStore.toString());
        tls.setTrustStorePassword(PASSWORD);
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(tls);
        HttpClient http = new HttpClient(new HttpClientTransportOverHTTP(connector));
        WebSocketCoreClient client = new WebSocketCoreClient(http, new WebSocketComponents());
        client.start();
        return client;
    }

    private Path keyStore() throws Exception {
        Path path = directory.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(List.of(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=simulator",
                        "-ext",
                        "SAN=IP:127.0.0.1,DNS:localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        path.toString(),
                        "-storepass",
                        PASSWORD))
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return path;
    }
}
