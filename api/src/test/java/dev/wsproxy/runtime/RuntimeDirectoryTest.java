// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
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
    void refusesADirectoryThatOthersCanReplace() throws IOException {
        Path open = Files.createDirectory(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), open);
        for (Path above : List.of(open, link)) {
            assertThatThrownBy(() -> new RuntimeDirectory(above.resolve("a/b")).prepare())
                    .hasMessageContaining("BAD_DIRECTORY")
                    .hasMessageContaining("lies below " + open)
                    .hasMessageContaining("chmod o-w " + open);
        }
        Files.setAttribute(open, "unix:mode", 01777);
        assertThat(new RuntimeDirectory(open.resolve("sticky")).prepare().path())
                .exists();
    }

    @Test
    void refusesWhatBelongsToAnotherUser() throws IOException {
        assumeThat(Files.getAttribute(temp, "unix:uid"))
                .as("only root can give files away")
                .isEqualTo(0);
        RuntimeDirectory own = new RuntimeDirectory(temp.resolve("own")).prepare();
        RuntimeDirectory below = new RuntimeDirectory(own.path().resolve("below")).prepare();
        Path link = Files.createSymbolicLink(
                temp.resolve("link"),
                new RuntimeDirectory(temp.resolve("real")).prepare().path());
        RuntimeDirectory linked = new RuntimeDirectory(link.resolve("below")).prepare();
        Files.setAttribute(own.path(), "unix:uid", 12345);
        Files.setAttribute(link, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);

        assertThatThrownBy(own::verify).hasMessageContaining("belongs to 12345, not to this user");
        assertThatThrownBy(below::verify)
                .hasMessageContaining("lies below " + own.path() + ", which belongs to another");
        assertThatThrownBy(linked::verify).hasMessageContaining("lies below " + link + ", which belongs to another");
    }

    @Test
    void ignoresARelativePathAsTheXdgSpecificationSays() {
        Map<String, String> relative =
                Map.of("XDG_STATE_HOME", "state", "XDG_CONFIG_HOME", "config", "HOME", temp.toString());
        assertThat(new RuntimeDirectory(temp.resolve("dir")).state(relative))
                .startsWithRaw(temp.resolve(".local/state"));
        assertThat(ConfigDirectory.of(relative)).isEqualTo(temp.resolve(".config/wsproxy"));
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
