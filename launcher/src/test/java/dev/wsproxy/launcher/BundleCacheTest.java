// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleCacheTest {

    @TempDir
    Path state;

    private Path precious() throws IOException {
        return Files.createFile(
                Files.createDirectories(state.resolve("elsewhere")).resolve("precious"));
    }

    private void clear() throws LaunchException {
        BundleCache.in(state).clear();
        assertThat(state.resolve("cache")).doesNotExist();
    }

    @Test
    void deletesNothingThatALinkLeadsTo() throws Exception {
        Path precious = precious();
        Path bundle = Files.createDirectories(state.resolve("cache/bundle1"));
        Files.createFile(bundle.resolve("bundle.info"));
        Files.createSymbolicLink(bundle.resolve("link"), precious.getParent());
        Files.createSymbolicLink(bundle.resolve("dangling"), Path.of("nowhere"));
        clear();
        assertThat(precious).exists();
    }

    @Test
    void mayBeALinkOrAFile() throws Exception {
        Path precious = precious();
        Files.createSymbolicLink(state.resolve("cache"), precious.getParent());
        clear();
        Files.createFile(state.resolve("cache"));
        clear();
        clear();
        assertThat(precious).exists();
    }
}
