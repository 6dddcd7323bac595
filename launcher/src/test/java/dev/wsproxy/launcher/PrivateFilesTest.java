// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {

    @TempDir
    Path temp;

    @Test
    void createsADirectoryAndItsParentsForTheUserAlone() throws Exception {
        PrivateFiles.directory(temp.resolve("a/b"));
        assertThat(mode(temp.resolve("a"))).isEqualTo("rwx------");
        assertThat(mode(temp.resolve("a/b"))).isEqualTo("rwx------");
    }

    @Test
    void acceptsADirectoryThatOthersMayOnlyRead() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        PrivateFiles.directory(temp);
        assertThat(mode(temp)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void refusesADirectoryThatOthersMayWriteTo() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> PrivateFiles.directory(temp))
                .withMessage(temp + " may be written to by other users (rwxrwxrwx); run: chmod 700 " + temp);
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
