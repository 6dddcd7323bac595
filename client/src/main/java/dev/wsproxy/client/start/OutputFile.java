// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** {@code logs/proxy.out} of a state directory: what the proxy's JVM says before its log is open, or when it crashes. */
final class OutputFile {
    private OutputFile() {}

    /** Makes the directories (0700) and the file (0600) if they are missing. */
    static Path prepare(Path state) throws IOException {
        boolean posix = state.getFileSystem().supportedFileAttributeViews().contains("posix");
        Path logs = Files.createDirectories(state.resolve("logs"), permissions("rwx------", posix));
        Path file = logs.resolve("proxy.out");
        try {
            Files.createFile(file, permissions("rw-------", posix));
        } catch (FileAlreadyExistsException e) {
            if (posix) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
        return file;
    }

    private static FileAttribute<?>[] permissions(String mode, boolean posix) {
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
