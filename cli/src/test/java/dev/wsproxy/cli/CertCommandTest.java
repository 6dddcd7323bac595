// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CertCommandTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    private Path tls(String config) {
        Path directory = folder.resolve(config);
        environment.put("XDG_CONFIG_HOME", directory.toString());
        return directory.resolve("wsproxy/tls");
    }

    private TestConsole run(int exitCode, String... arguments) {
        TestConsole console = new TestConsole(environment);
        assertThat(console.run(arguments)).as(console.err()).isEqualTo(exitCode);
        return console;
    }

    @Test
    void makesTheCertificateAndPrintsItsPathFirst() throws IOException {
        Path tls = tls("config");

        TestConsole console = run(0, "cert");

        assertThat(console.out().lines())
                .startsWith(tls.resolve("endpoint.pem").toString())
                .contains("export NODE_EXTRA_CA_CERTS=" + tls.resolve("endpoint.pem"))
                .anyMatch(line -> line.startsWith("export SSL_CERT_DIR=" + tls.resolve("authorities") + ":/etc/"));
        assertThat(console.err().strip()).isEqualTo("wsproxy: made the certificate");
        assertThat(Files.readString(tls.resolve("endpoint.pem"))).startsWith("-----BEGIN CERTIFICATE-----\n");
    }

    @Test
    void printsThePathAloneAndTheSameAgain() {
        Path pem = tls("config").resolve("endpoint.pem");

        assertThat(run(0, "cert", "--path").out().strip()).isEqualTo(pem.toString());
        TestConsole again = run(0, "cert", "--path");
        assertThat(again.out().strip()).isEqualTo(pem.toString());
        assertThat(again.err()).isEmpty();
    }

    @Test
    void printsLinesThatAShellUnderstands() throws Exception {
        Path tls = tls("it's a $HOME");
        String script = run(0, "cert").out().lines().skip(1).reduce("", (all, line) -> all + line + "\n")
                + "printf '%s' \"$NODE_EXTRA_CA_CERTS\"";

        Process shell = new ProcessBuilder("sh", "-euc", script)
                .redirectErrorStream(true)
                .start();

        assertThat(new String(shell.getInputStream().readAllBytes()))
                .isEqualTo(tls.resolve("endpoint.pem").toString());
    }

    @Test
    void keepsWhatTheVariableHolds() {
        Path ours = tls("config").resolve("authorities");
        environment.put("SSL_CERT_DIR", "/mine:/others");
        assertThat(run(0, "cert").out()).contains("export SSL_CERT_DIR=" + ours + ":/mine:/others\n");

        environment.put("SSL_CERT_DIR", ours + ":/mine");
        assertThat(run(0, "cert").out()).contains("export SSL_CERT_DIR=" + ours + ":/mine\n");
    }

    @Test
    void saysWhyThereIsNone() throws IOException {
        Path tls = Files.createDirectories(tls("config"));
        Files.setPosixFilePermissions(tls, PosixFilePermissions.fromString("rwxr-xr-x"));

        TestConsole console = run(1, "cert");

        assertThat(console.out()).isEmpty();
        assertThat(console.err())
                .startsWith("wsproxy: TLS_FAILED: " + tls + " is open to other users")
                .contains("chmod 700 " + tls);
    }
}
