// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FailureException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The assembled runtime starts, ends and refuses to start as a process. */
@Timeout(180)
class RuntimeStartsIT {

    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path work;

    @Test
    void endsCleanlyOnSigterm() throws Exception {
        RuntimeHome home = RuntimeHome.assembled();
        Map<Path, String> contents = home.contents();
        try (RuntimeProcess proxy = RuntimeProcess.start(home, work).awaitStarted()) {
            assertThat(proxy.state().resolve("proxy.pid")).hasContent(Long.toString(proxy.pid()));
            assertThat(proxy.terminate()).isEqualTo(TERMINATED);
            assertThat(proxy.log())
                    .contains("Runtime stopped")
                    .doesNotContain("WARN")
                    .doesNotContain("ERROR");
            assertThat(proxy.output()).isEmpty();
            assertThat(proxy.state().resolve("proxy.pid")).doesNotExist();
        }
        assertThat(home.contents()).isEqualTo(contents);
    }

    @Test
    void logsToStandardErrorInTheForeground() throws Exception {
        try (RuntimeProcess proxy = RuntimeProcess.start(RuntimeHome.assembled(), work, "wsproxy.console=true")
                .awaitStarted()) {
            assertThat(proxy.terminate()).isEqualTo(TERMINATED);
            assertThat(proxy.output()).contains("Runtime started", "Runtime stopped");
        }
    }

    @Test
    void refusesASecondProxyOnTheSameState() throws Exception {
        try (RuntimeProcess first =
                        RuntimeProcess.start(RuntimeHome.assembled(), work).awaitStarted();
                RuntimeProcess second =
                        RuntimeProcess.start(RuntimeHome.assembled(), work, "wsproxy.lock.timeout.ms=100")) {
            assertThat(second.awaitExit()).isEqualTo(3);
            assertThat(second.output())
                    .startsWith("wsproxy: another proxy (pid " + first.pid() + ") already works on " + first.dir());
            assertThat(first.terminate()).isEqualTo(TERMINATED);
        }
    }

    @Test
    void startsAgainAfterBeingKilled() throws Exception {
        try (RuntimeProcess killed =
                RuntimeProcess.start(RuntimeHome.assembled(), work).awaitStarted()) {
            killed.kill();
            try (RuntimeProcess next =
                    RuntimeProcess.start(RuntimeHome.assembled(), work).awaitStarted()) {
                assertThat(next.terminate()).isEqualTo(TERMINATED);
            }
        }
    }

    @Test
    void namesTheBundleThatDoesNotResolve() throws Exception {
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Path folder = Files.createDirectories(home.bundles("20-plugins"));
        TestBundle.write(
                folder.resolve("bad.jar"), "com.example.bad", Map.of("Import-Package", "a.b.c;version='[1.0,2.0)'"));
        try (RuntimeProcess proxy = RuntimeProcess.start(home, work)) {
            assertThat(proxy.awaitExit()).isEqualTo(1);
            String reason =
                    "bundle com.example.bad 1.0.0 does not resolve: it needs package a.b.c version [1.0.0,2.0.0),"
                            + " which no bundle exports";
            assertThat(proxy.output()).isEqualTo("wsproxy: the proxy cannot start:\n  " + reason + "\n");
            assertThat(proxy.log()).contains(reason);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "20-plugins, wsproxy-transport-shm, dev.wsproxy.transport.Transport",
        "30-broker, wsproxy-broker, dev.wsproxy.broker.BrokerComponent"
    })
    void tellsClientsWhatIsMissing(String folder, String jar, String service) throws Exception {
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(home.bundles(folder), jar + "-*.jar")) {
            Files.delete(jars.iterator().next());
        }
        try (Playground playground = Playground.on(home)) {
            assertThatThrownBy(() -> playground.client("hopeful").connect())
                    .isInstanceOf(FailureException.class)
                    .hasMessageStartingWith("START_FAILED: the proxy ended while it was starting: exit code 1, ")
                    .hasMessageContaining("wsproxy: the proxy cannot start: no bundle offers the service " + service);
        }
    }

    @Test
    void namesTheJavaThatIsTooOld() throws Exception {
        Path jdk = Files.createDirectories(work.resolve("jdk8/bin")).getParent();
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"1.8.0_372\"\n");
        Path java = Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder(
                RuntimeHome.assembled().path().resolve("bin/wsproxy").toString(), "status");
        builder.environment().put("JAVA_HOME", jdk.toString());
        Process process = builder.redirectErrorStream(true).start();
        assertThat(process.inputReader().readLine())
                .isEqualTo("wsproxy: " + java + " is Java 8; wsproxy needs 17 or later: set JAVA_HOME to one");
        assertThat(process.waitFor()).isEqualTo(1);
    }

    @Test
    void explainsWrongArguments() throws Exception {
        try (RuntimeProcess proxy = RuntimeProcess.start(RuntimeHome.assembled(), work, "nonsense")) {
            assertThat(proxy.awaitExit()).isEqualTo(2);
            assertThat(proxy.output()).startsWith("wsproxy: --set needs key=value, not nonsense\nusage: ");
        }
    }
}
