// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When there is no certificate, and nothing is changed. */
@Timeout(240)
class EndpointCertificateRefusalTest {
    @TempDir
    Path config;

    private EndpointCertificate certificate;

    @BeforeEach
    void placeIt() {
        certificate = EndpointCertificate.fromEnvironment(Map.of("XDG_CONFIG_HOME", config.toString()));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void chmod(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "endpoint.p12", "endpoint.password", "endpoint.pem"})
    void isNotUsedWhenOthersMayReadIt(String name) throws Exception {
        certificate.prepare();
        Path opened = certificate.directory().resolve(name);
        chmod(opened, name.isEmpty() ? "rwxr-x---" : "rw-r--r--");
        byte[] before = Files.readAllBytes(certificate.keyStore().path());

        assertThatThrownBy(certificate::prepare)
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("TLS_FAILED: ")
                .hasMessageContaining(" is open to other users")
                .hasMessageContaining("chmod " + (name.isEmpty() ? "700" : "600"));
        assertThat(certificate.keyStore().path()).hasBinaryContent(before);
        assertThat(mode(opened)).startsWith("rw").endsWith(name.isEmpty() ? "---" : "r--");
    }

    @Test
    void isNotReplacedWhenItCannotBeRead() throws Exception {
        certificate.prepare();
        Files.delete(certificate.keyStore().path());
        Files.createDirectory(certificate.keyStore().path());
        chmod(certificate.keyStore().path(), "rwx------");

        assertThatThrownBy(certificate::prepare)
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("endpoint.p12 cannot be used: it is a directory");
        assertThat(certificate.keyStore().path()).isDirectory();
    }

    @Test
    void doesNotFollowALink() throws Exception {
        Path elsewhere = Files.createDirectory(config.resolve("elsewhere"));
        Files.createDirectory(config.resolve("wsproxy"));
        Files.createSymbolicLink(certificate.directory(), elsewhere);

        assertThatThrownBy(certificate::prepare).hasMessageContaining("is not a directory");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void cannotBeMadeWhereNothingCanBeWritten() throws Exception {
        Files.writeString(config.resolve("wsproxy"), "a file");

        assertThatThrownBy(certificate::prepare)
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("TLS_FAILED: the certificate in " + certificate.directory() + " cannot be made");
    }

    @Test
    void saysThatItsLockCannotBeUsedAsAFaultOfTheCertificate() throws Exception {
        Path lock = Files.createDirectories(config.resolve("wsproxy/tls.lock"));

        assertThatThrownBy(certificate::prepare)
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("TLS_FAILED: the certificate in " + certificate.directory()
                        + " cannot be made: the lock file " + lock + " cannot be opened");
    }
}
