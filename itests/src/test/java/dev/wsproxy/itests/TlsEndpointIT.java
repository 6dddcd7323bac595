// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.Sequences.assertContiguous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.runtime.EndpointCertificate;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SDKs that insist on TLS reach the endpoint too, with a certificate that is made when it is needed first. */
class TlsEndpointIT extends EndpointScene {
    private final EndpointCertificate certificate = EndpointCertificate.fromEnvironment(System.getenv());

    /** Also afterwards: other tests use it, and one of these spoils it. */
    @BeforeEach
    @AfterEach
    void forgetTheCertificate() throws IOException {
        assertThat(System.getenv("XDG_CONFIG_HOME")).as("not that of the user").contains("itests");
        if (Files.exists(certificate.directory())) {
            try (Stream<Path> files = Files.walk(certificate.directory())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private URI secure() {
        return URI.create(endpoint(playground).replaceFirst("ws://[^:]*", "wss://localhost") + FEED);
    }

    static SSLContext trusting(Path pem) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            trusted.setCertificateEntry(
                    "endpoint", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void sharesOneUpstreamConnectionBetweenClientsWithAndWithoutTls() throws Exception {
        local(playground, new Recorder());
        assertThat(certificate.directory()).as("before anybody needs it").doesNotExist();
        assertThatThrownBy(() -> SdkClient.connect(secure())).hasRootCauseInstanceOf(Exception.class);
        await("made for the first one, who may have been sent away before it was")
                .atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(certificate.certificate()).exists());

        Path pem = Path.of(certificatePath("cert", "--path"));
        SdkClient secret =
                playground.keep(SdkClient.connect(trusting(pem), secure()).subscribe("AAPL", "MSFT"));
        SdkClient plain = sdk(FEED).subscribe("AAPL", "SPY");
        int count = 2_000;
        for (String symbol : Upstream.SYMBOLS) {
            upstream.simulator().publishTrades(symbol, count);
        }

        Map<SdkClient, List<String>> wanted = Map.of(secret, List.of("AAPL", "MSFT"), plain, List.of("AAPL", "SPY"));
        wanted.forEach((client, symbols) -> {
            for (String symbol : symbols) {
                awaitTrades(client, symbol, count);
                assertContiguous(client.trades(symbol));
            }
            assertThat(client.symbols()).isEqualTo(symbols);
            assertThat(client.end()).isEmpty();
        });
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
    }

    /** The first line that the command prints. */
    private String certificatePath(String... arguments) throws Exception {
        Command command = playground.command(arguments);
        assertThat(command.exitCode()).as(command.errors()).isZero();
        return command.lines().get(0);
    }

    @Test
    void hasACertificateThatOnlyThisUserCanRead() throws Exception {
        local(playground, new Recorder());
        Path pem = Path.of(certificatePath("cert"));
        SdkClient client = playground.keep(SdkClient.connect(trusting(pem), secure()));
        client.awaitOther("\"connected\"");

        assertThat(pem).isEqualTo(certificate.certificate());
        try (Stream<Path> files = Files.walk(certificate.directory())) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void servesPlainClientsWhenOthersMayReadTheKey() throws Exception {
        local(playground, new Recorder());
        certificatePath("cert");
        Path store = certificate.keyStore().path();
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> SdkClient.connect(trusting(certificate.certificate()), secure()))
                .hasRootCauseInstanceOf(IOException.class);
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(Files.readString(log()))
                        .contains("wss:// cannot be served, ws:// is: " + store
                                + " cannot be used: it is open to other users"));
        sdk(FEED).subscribe("AAPL");
        Command refused = playground.command("cert");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.errors()).contains("chmod 600 " + store);
    }

    private Path log() {
        return new RuntimeDirectory(playground.dir()).state(System.getenv()).resolve("logs/wsproxy.log");
    }

    /** Programs of other languages, told by the very lines that the command prints. */
    @Test
    void isTrustedByProgramsThatAreToldAsTheCommandSays() throws Exception {
        local(playground, new Recorder());
        String url = secure().toString().replace("wss:", "https:");
        String advice = String.join("\n", linesToTrust());
        String python = "import urllib.request, urllib.error\n"
                + "try: urllib.request.urlopen('" + url + "')\n"
                + "except urllib.error.HTTPError as e: print('HTTP', e.code)\n";
        String node = "require('https').get('" + url + "', r => console.log('HTTP', r.statusCode)).on('error',"
                + " e => console.log(e.code))";
        int tried = 0;
        for (List<String> program : List.of(List.of("python3", "-c", python), List.of("node", "-e", node))) {
            if (isInstalled(program.get(0))) {
                tried++;
                assertThat(say("true", program)).as(program.get(0)).doesNotContain("HTTP 426");
                assertThat(say(advice, program)).as(program.get(0)).contains("HTTP 426");
            }
        }
        assumeThat(tried).as("python3 or node is installed").isPositive();
    }

    private List<String> linesToTrust() throws Exception {
        Command command = playground.command("cert");
        assertThat(command.exitCode()).isZero();
        return command.lines().stream().skip(1).toList();
    }

    private static boolean isInstalled(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }

    private static String say(String before, List<String> program) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of("sh", "-c", before + "\nexec \"$@\"", "sh"), program.stream())
                                .toList())
                .redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void survivesClientsThatLeaveInTheMiddle() throws Exception {
        local(playground, new Recorder());
        SSLContext trusting = trusting(Path.of(certificatePath("cert")));
        for (int i = 0; i < 5; i++) {
            SdkClient.connect(trusting, secure()).subscribe("AAPL").close();
        }
        SdkClient stays = playground.keep(SdkClient.connect(trusting, secure()).subscribe("AAPL"));
        upstream.simulator().publishTrades("AAPL", 10);
        awaitTrades(stays, "AAPL", 10);
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() ->
                        assertThat(playground.status().orElseThrow().clients()).hasSize(3));
    }
}
