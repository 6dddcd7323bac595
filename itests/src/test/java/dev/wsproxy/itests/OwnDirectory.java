// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Directories of mode 0700, as proxies make them. */
final class OwnDirectory {
    private OwnDirectory() {}

    static void make(Path path) throws IOException {
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
