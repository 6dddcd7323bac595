// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.itests.application.ApplicationComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client library as an OSGi service, in the proxy's own framework and JVM. */
@Timeout(180)
class ClientServiceIT {
    @TempDir
    Path work;

    @Test
    void servesABundleInTheProxysOwnProcess() throws Exception {
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        try (Stream<Path> libraries = Files.list(home.path().resolve("lib/client"))) {
            Path library = libraries
                    .filter(file -> file.getFileName().toString().startsWith("wsproxy-client-"))
                    .findFirst()
                    .orElseThrow();
            Files.copy(library, home.deploy().resolve("client.jar"));
        }
        try (Upstream upstream = Upstream.start(0);
                RuntimeProcess proxy = RuntimeProcess.start(home, work, "test.url=" + upstream.url())) {
            proxy.awaitStarted();
            Path application = work.resolve("application.jar");
            TestBundle.withComponent(application, "com.example.application", ApplicationComponent.class);
            Files.move(application, home.deploy().resolve("application.jar"));
            proxy.awaitLog("Application's proxy: " + proxy.pid());
            proxy.awaitLog("Application received: [{\"T\":\"success\",\"msg\":\"authenticated\"}]");
            proxy.awaitLog("Application opened: 1");
            assertThat(proxy.terminate()).isEqualTo(143);
            assertThat(proxy.log()).doesNotContain("demo-secret").doesNotContain(" ERROR ");
        }
    }
}
