// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimePropertiesTest {

    @TempDir
    Path temp;

    @Test
    void replacesReferencesToTheThreePaths() throws Exception {
        LaunchOptions options = home("x=${wsproxy.home}/a,${wsproxy.dir}/b,${wsproxy.state}/c");
        assertThat(RuntimeProperties.load(options))
                .containsEntry("x", options.home() + "/a," + options.dir() + "/b," + options.state() + "/c");
    }

    @Test
    void letsOverridesWinOverTheFile() throws Exception {
        LaunchOptions options = home("x=file", "y=file");
        LaunchOptions overridden =
                new LaunchOptions(options.home(), options.dir(), options.state(), Map.of("x", "override"));
        assertThat(RuntimeProperties.load(overridden))
                .containsEntry("x", "override")
                .containsEntry("y", "file");
    }

    @Test
    void keepsTheBundleCacheInTheStateDirectory() throws Exception {
        LaunchOptions options = home();
        assertThat(RuntimeProperties.load(options))
                .containsEntry("org.osgi.framework.storage", options.state() + "/cache");
    }

    @Test
    void namesAReferenceThatLeadsNowhere() throws IOException {
        LaunchOptions options = home("x=${wsproxy.hom}");
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> RuntimeProperties.load(options))
                .withMessage(options.home() + "/conf/framework.properties: x refers to ${wsproxy.hom}, which is not one"
                        + " of wsproxy.dir, wsproxy.home, wsproxy.state");
    }

    @Test
    void saysThatTheHomeIsNone() {
        LaunchOptions options = new LaunchOptions(temp, temp, temp, Map.of());
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> RuntimeProperties.load(options))
                .withMessage("no runtime home: " + temp + "/conf/framework.properties does not exist; check --home");
    }

    @Test
    void namesALockTimeoutThatIsNoNumber() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> RuntimeProperties.lockTimeout(Map.of("wsproxy.lock.timeout.ms", "10s")))
                .withMessage("wsproxy.lock.timeout.ms must be a number of milliseconds, not 10s");
    }

    private LaunchOptions home(String... properties) throws IOException {
        return new TestHome(temp.resolve("home")).properties(properties).options(temp.resolve("work"));
    }
}
