// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.chronicle.ChronicleActivator;
import dev.wsproxy.itests.component.FailingComponent;
import dev.wsproxy.itests.stopping.StoppingActivator;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running proxy takes up what is put into its home's {@code deploy} and {@code conf} folders. */
@Timeout(180)
class DeployFolderIT {

    @TempDir
    Path work;

    private RuntimeHome home;
    private RuntimeProcess proxy;

    @BeforeEach
    void start() throws Exception {
        home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Files.writeString(home.conf().resolve("com.example.early.cfg"), "a=1\n");
        deploy("early", jar -> TestBundle.write(jar, "com.example.early", Map.of()));
        proxy = RuntimeProcess.start(home, work).awaitStarted();
    }

    @AfterEach
    void kill() {
        proxy.kill();
    }

    @Test
    void hasDroppedBundlesAndConfigurationsAtWorkWhenItHasStarted() {
        assertThat(proxy.log())
                .containsSubsequence(
                        "Creating configuration {com.example.early}",
                        "Started bundle: " + location("early"),
                        "Runtime started");
    }

    @Test
    void startsABundleThatUsesChronicle() throws Exception {
        deploy("queue", jar -> TestBundle.withActivator(jar, "com.example.queue", ChronicleActivator.class));
        proxy.awaitLog("Read from the queue: hello");
        assertThat(proxy.log()).doesNotContain("ERROR");
        assertThat(proxy.output()).isEmpty();
    }

    @Test
    void logsWhyAComponentFails() throws Exception {
        deploy("failing", jar -> TestBundle.withComponent(jar, "com.example.failing", FailingComponent.class));
        proxy.awaitLog("java.lang.IllegalStateException: port 1 is taken");
    }

    @Test
    void uninstallsABundleWhoseFileIsDeleted() throws Exception {
        deploy("empty", jar -> TestBundle.write(jar, "com.example.empty", Map.of()));
        proxy.awaitLog("Started bundle: " + location("empty"));
        Files.delete(home.deploy().resolve("empty.jar"));
        proxy.awaitLog("(com.example.empty)");
    }

    @Test
    void goesOnWithABundleThatDoesNotResolve() throws Exception {
        deploy("bad", jar -> TestBundle.write(jar, "com.example.bad", Map.of("Import-Package", "a.b.c")));
        proxy.awaitLog("osgi.wiring.package=a.b.c");
        deploy("good", jar -> TestBundle.write(jar, "com.example.good", Map.of()));
        proxy.awaitLog("Started bundle: " + location("good"));
    }

    @Test
    void letsABundleEndTheProxy() throws Exception {
        deploy("stopping", jar -> TestBundle.withActivator(jar, "com.example.stopping", StoppingActivator.class));
        assertThat(proxy.awaitExit()).isZero();
        assertThat(proxy.log()).contains("Runtime stopped");
        assertThat(proxy.state().resolve("proxy.pid")).doesNotExist();
    }

    @Test
    void readsConfigurationsWhileItRuns() throws Exception {
        Files.writeString(home.conf().resolve("com.example.late.cfg"), "a=1\n");
        proxy.awaitLog("Creating configuration {com.example.late}");
        Files.writeString(home.deploy().resolve("com.example.plugin.cfg"), "a=1\n");
        proxy.awaitLog("Creating configuration {com.example.plugin}");
    }

    @Test
    void changesTheLimitsOfSharedMemoryWithoutABreak() throws Exception {
        Recorder recorder = new Recorder();
        Path settings = home.conf().resolve("dev.wsproxy.transport.shm.cfg");
        try (ProxyClient client = ProxyClient.builder("there before")
                .directory(proxy.dir())
                .startProxy(false)
                .listener(recorder)
                .connect()) {
            Files.writeString(settings, "maxConnectionBytes=8388608\n");
            proxy.awaitLog("maxConnectionBytes=8388608");
            Files.writeString(settings, "maxConnectionBytes=1\n");
            proxy.awaitLog("those before stay: maxConnectionBytes must be at least 524288");
            Files.writeString(settings, "maxConnectionBytes=plenty\n");
            proxy.awaitLog("plenty");
            Files.delete(settings);
            proxy.awaitLog("maxConnectionBytes=0");

            assertThat(client.status().clients()).extracting(c -> c.name()).containsExactly("there before");
            assertThat(recorder.events()).isEmpty();
        }
    }

    private void deploy(String name, JarWriter writer) throws Exception {
        Path built = work.resolve(name + ".jar");
        writer.write(built);
        Files.move(built, home.deploy().resolve(name + ".jar"));
    }

    private URI location(String name) {
        return home.deploy().resolve(name + ".jar").toFile().toURI();
    }

    private interface JarWriter {
        void write(Path jar) throws Exception;
    }
}
