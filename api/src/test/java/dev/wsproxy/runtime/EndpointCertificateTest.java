// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(240)
class EndpointCertificateTest {
    @TempDir
    Path config;

    private EndpointCertificate certificate;

    @BeforeEach
    void placeIt() {
        certificate = EndpointCertificate.fromEnvironment(Map.of("XDG_CONFIG_HOME", config.toString()));
    }

    private X509Certificate opened() {
        return certificate.keyStore().open().certificate();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void chmod(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /** Every file below a directory. */
    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void liesBelowTheConfigurationOfThisUser() {
        assertThat(certificate.directory()).isEqualTo(config.resolve("wsproxy/tls"));
        assertThat(EndpointCertificate.fromEnvironment(Map.of("XDG_CONFIG_HOME", " "))
                        .directory())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".config", "wsproxy", "tls"));
    }

    @Test
    void isForThisMachineAndForServersOnly() throws Exception {
        assertThat(certificate.prepare()).contains(new EndpointCertificate.Made(true, "there was none"));

        X509Certificate made = opened();
        assertThat(made.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1).toString()))
                .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(made.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(made.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(made.getPublicKey().getAlgorithm()).isEqualTo("EC");
        made.checkValidity();
        assertThat(made.getNotBefore()).isBefore(Instant.now().minus(20, ChronoUnit.HOURS));
        assertThat(made.getNotAfter()).isAfter(Instant.now().plus(9 * 365, ChronoUnit.DAYS));
    }

    @Test
    void isThisUsersAlone() throws Exception {
        certificate.prepare();

        assertThat(mode(config.resolve("wsproxy"))).isEqualTo("rwx------");
        assertThat(mode(certificate.directory())).isEqualTo("rwx------");
        assertThat(mode(certificate.authorities())).isEqualTo("rwx------");
        assertThat(files(config)).hasSize(5);
        for (Path file : files(config)) {
            assertThat(mode(file)).as(file.toString()).isEqualTo("rw-------");
        }
    }

    @Test
    void staysWhatItIs() throws Exception {
        certificate.prepare();
        X509Certificate made = opened();

        assertThat(certificate.prepare()).isEmpty();
        assertThat(opened()).isEqualTo(made);
    }

    @Test
    void hasTheNameByWhichOpensslLooksForIt() throws Exception {
        certificate.prepare();
        Path file = certificate.authorities().resolve(EndpointCertificate.OPENSSL_NAME);
        assertThat(file).hasSameTextualContentAs(certificate.certificate());
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");

        Process openssl = new ProcessBuilder("/usr/bin/openssl", "x509", "-noout", "-hash", "-in", file.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(openssl.getInputStream().readAllBytes()).strip() + ".0")
                .isEqualTo(EndpointCertificate.OPENSSL_NAME);
    }

    @Test
    void isTheSameForProcessesThatStartAtOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            CertificateUser.class.getName(),
                            certificate.directory().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }
        Set<String> seen = new HashSet<>();
        int makers = 0;
        for (Process process : processes) {
            String said = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            makers += said.startsWith("true ") ? 1 : 0;
            seen.add(said.substring(said.indexOf(' ')));
        }

        assertThat(seen).hasSize(1);
        assertThat(makers).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"endpoint.p12", "endpoint.password", "endpoint.pem"})
    void isMadeAnewWhenItIsDamaged(String name) throws Exception {
        certificate.prepare();
        X509Certificate before = opened();
        Path file = certificate.directory().resolve(name);
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 20));
        chmod(file, "rw-------");

        assertThat(certificate.prepare())
                .hasValueSatisfying(
                        made -> assertThat(made.reason()).contains("damaged").contains("endpoint.p12"));

        assertThat(opened()).isNotEqualTo(before);
        assertThat(certificate.prepare()).isEmpty();
        assertThat(config.resolve("wsproxy/tls.old").resolve(name)).hasSize(20);
    }

    @Test
    void isMadeAnewWhenAFileIsMissing() throws Exception {
        certificate.prepare();
        Files.delete(certificate.keyStore().path());
        assertThat(certificate.prepare())
                .hasValueSatisfying(made -> assertThat(made.reason()).contains("endpoint.p12 was missing"));
        Files.delete(certificate.certificate());
        assertThat(certificate.prepare())
                .hasValueSatisfying(made -> assertThat(made.reason()).contains("endpoint.pem was missing"));
        assertThat(certificate.prepare()).isEmpty();
    }

    @Test
    void isMadeAnewWhenItHasExpired() throws Exception {
        certificate.prepare();
        KeyStoreFile keyStore = certificate.keyStore();
        Files.delete(keyStore.path());
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "old",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=wsproxy",
                        "-startdate",
                        "-400d",
                        "-validity",
                        "399",
                        "-keystore",
                        keyStore.path().toString(),
                        "-storepass:file",
                        keyStore.passwordFile().toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.getInputStream().readAllBytes()).isNotEmpty();
        assertThat(keytool.waitFor()).isZero();
        chmod(keyStore.path(), "rw-------");

        assertThat(certificate.prepare())
                .hasValueSatisfying(made -> assertThat(made.reason()).contains("is valid until"));
        opened().checkValidity();
    }

    @Test
    void takesNothingFromAProcessThatWasKilledWhileItMadeOne() throws Exception {
        Path left = Files.createDirectories(config.resolve("wsproxy/tls.new/authorities"));
        Files.writeString(left.resolve("half"), "");

        assertThat(certificate.prepare()).isPresent();

        assertThat(config.resolve("wsproxy/tls.new")).doesNotExist();
        assertThat(files(certificate.directory())).hasSize(4);
    }
}
