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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RuntimeDirectoryTest {
    @TempDir
    Path temp;

    @Test
    void followsTheEnvironment() {
        assertThat(RuntimeDirectory.fromEnvironment(Map.of("WSPROXY_DIR", temp.toString()))
                        .path())
                .isEqualTo(temp);
        assertThat(RuntimeDirectory.fromEnvironment(Map.of()).path().toString())
                .endsWith("wsproxy-" + System.getProperty("user.name"));
    }

    @Test
    void isMadeForItsOwnerOnly() throws IOException {
        RuntimeDirectory directory = new RuntimeDirectory(temp.resolve("a/b")).prepare();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
                .isEqualTo("rwx------");
        assertThat(directory.prepare()).isEqualTo(directory);
    }

    @Test
    void refusesADirectoryThatIsOpenToOthers() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> new RuntimeDirectory(open).prepare())
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("BAD_DIRECTORY")
                .hasMessageContaining("chmod 700 " + open);
    }

    @Test
    void refusesAFileAndASymbolicLink() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> new RuntimeDirectory(file).prepare()).hasMessageContaining("is not a directory");

        Path link = Files.createSymbolicLink(temp.resolve("link"), Files.createDirectory(temp.resolve("real")));
        assertThatThrownBy(() -> new RuntimeDirectory(link).prepare()).hasMessageContaining("is not a directory");
    }

    @Test
    void namesItselfShortly() {
        RuntimeDirectory directory = new RuntimeDirectory(Path.of("/somewhere"));

        assertThat(directory.digest(8))
                .matches("[0-9a-f]{16}")
                .startsWith(directory.digest(4))
                .isNotEqualTo(new RuntimeDirectory(Path.of("/elsewhere")).digest(8));
    }

    @Test
    void keepsTheStateOfTwoDirectoriesApart() {
        Map<String, String> environment = Map.of("XDG_STATE_HOME", temp.toString());
        Path one = new RuntimeDirectory(temp.resolve("one/dir")).state(environment);
        Path two = new RuntimeDirectory(temp.resolve("two/dir")).state(environment);
        assertThat(one).isNotEqualTo(two).startsWithRaw(temp.resolve("wsproxy"));
        assertThat(RuntimeDirectory.fromEnvironment(Map.of()).state(environment))
                .isEqualTo(temp.resolve("wsproxy/default"));
    }
}
