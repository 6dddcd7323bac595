// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.simulator.TlsKeyStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate for this machine that nobody else has signed, made with the JDK's keytool. */
record SelfSigned(Path keyStore, Path certificate) {
    private static final String PASSWORD = "changeit";

    static SelfSigned make(Path folder, String name) throws Exception {
        SelfSigned made = new SelfSigned(folder.resolve(name + ".p12"), folder.resolve(name + ".pem"));
        made.keytool(
                "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1");
        made.keytool("-exportcert", "-rfc", "-file", made.certificate.toString());
        return made;
    }

    private void keytool(String command, String... options) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), command, "-alias", "server"));
        line.addAll(List.of("-keystore", keyStore.toString(), "-storepass", PASSWORD));
        line.addAll(List.of(options));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    TlsKeyStore forServer() {
        return new TlsKeyStore(keyStore, PASSWORD.toCharArray());
    }
}
