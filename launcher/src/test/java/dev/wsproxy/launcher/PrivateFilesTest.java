// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFilesTest {

    private static final FileAttribute<?> FOR_ONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @TempDir
    Path temp;

    @Test
    void createsADirectoryAndItsParentsForTheUserAlone() throws Exception {
        PrivateFiles.directory(temp.resolve("a/b"));
        assertThat(mode(temp.resolve("a"))).isEqualTo("rwx------");
        assertThat(mode(temp.resolve("a/b"))).isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-xr-x", "rwxrwx---", "rwx-----x"})
    void refusesADirectoryThatIsOpenToOthers(String mode) throws IOException {
        Path open = directory("open", mode);
        refused(open)
                .withMessageContaining(open + " is open to other users")
                .withMessageEndingWith("chmod 700 " + open);
    }

    @Test
    void refusesASymbolicLink() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), directory("real", "rwx------"));
        refused(link).withMessage(link + " is a symbolic link, which is not followed");
    }

    @Test
    void refusesADirectoryThatOthersCanReplace() throws IOException {
        Path open = directory("open", "rwxrwxrwx");
        Path link = Files.createSymbolicLink(temp.resolve("link"), open);
        for (Path above : List.of(open, link)) {
            refused(above.resolve("a/b"))
                    .withMessageContaining("lies below " + open)
                    .withMessageContaining("chmod o-w");
        }
        Files.setAttribute(open, "unix:mode", 01777);
        assertThatCode(() -> PrivateFiles.directory(open.resolve("sticky"))).doesNotThrowAnyException();
    }

    @Test
    void refusesWhatBelongsToAnotherUser() throws IOException {
        assumeThat(Files.getAttribute(temp, "unix:uid"))
                .as("only root can give files away")
                .isEqualTo(0);
        Path own = directory("of-another", "rwx------");
        Path below = Files.createDirectories(own.resolve("below"), FOR_ONE);
        Path link = Files.createSymbolicLink(temp.resolve("link"), directory("real", "rwx------"));
        Path linked = Files.createDirectories(link.resolve("below"), FOR_ONE);
        Files.setAttribute(own, "unix:uid", 12345);
        Files.setAttribute(link, "unix:uid", 12345, LinkOption.NOFOLLOW_LINKS);

        refused(own).withMessage(own + " belongs to another user");
        refused(below).withMessage(below + " lies below " + own + ", which belongs to another user");
        refused(linked).withMessage(linked + " lies below " + link + ", which belongs to another user");
    }

    @Test
    void refusesARuntimeThatEverybodyMayChange() throws Exception {
        Path home = directory("home", "rwxr-xr-x");
        Path deploy = directory("home/deploy", "rwxrwxr-x");
        Path bundle = Files.createFile(deploy.resolve("plugin.jar"));
        PrivateFiles.home(home);

        Files.setPosixFilePermissions(bundle, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> PrivateFiles.home(home))
                .withMessageContaining(bundle + ", which every user of this machine may write to");
        Files.delete(bundle);
        Files.setPosixFilePermissions(deploy, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> PrivateFiles.home(home))
                .withMessageContaining("chmod o-w " + deploy);
    }

    private Path directory(String name, String mode) throws IOException {
        Path made = Files.createDirectory(temp.resolve(name));
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(mode));
    }

    private static ThrowableAssertAlternative<LaunchException> refused(Path directory) {
        return assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> PrivateFiles.directory(directory));
    }

    @Test
    void createsAFileForTheUserAlone() throws IOException {
        PrivateFiles.file(temp.resolve("f"));
        PrivateFiles.file(temp.resolve("f"));
        assertThat(mode(temp.resolve("f"))).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
