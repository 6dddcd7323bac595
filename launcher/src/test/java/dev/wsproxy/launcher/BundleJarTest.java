// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleJarTest {

    @TempDir
    Path bundles;

    @Test
    void takesTheStartLevelFromTheFolder() throws Exception {
        Path plugin = touch("20-plugins/a.jar");
        Path base = touch("01-base/b.jar");
        touch("01-base/notes.txt");
        assertThat(BundleJar.findAll(bundles)).containsExactly(new BundleJar(base, 1), new BundleJar(plugin, 20));
    }

    @Test
    void namesAFolderThatIsNoStartLevel() throws IOException {
        touch("plugins/a.jar");
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> BundleJar.findAll(bundles))
                .withMessage(bundles + "/plugins is no start-level folder: name it NN-name, with NN from 01 to 99");
    }

    @Test
    void refusesAHomeWithoutBundles() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> BundleJar.findAll(bundles))
                .withMessage("there are no bundles in " + bundles + "; check --home");
    }

    private Path touch(String name) throws IOException {
        Path file = bundles.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }
}
