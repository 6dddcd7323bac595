// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Directories and files that no other user can write to. Without POSIX permissions the system's defaults are taken. */
final class PrivateFiles {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private PrivateFiles() {}

    /**
     * Creates a directory and its missing parents with mode 0700, or checks the one that is there.
     *
     * @throws LaunchException if it cannot be created or other users may write to it
     */
    static void directory(Path directory) throws LaunchException {
        try {
            Files.createDirectories(directory, attributes("rwx------"));
            if (POSIX) {
                refuseIfShared(directory);
            }
        } catch (FileAlreadyExistsException e) {
            throw new LaunchException(directory + " cannot be used as a directory: " + e.getMessage()
                    + " is a file or a link; move it away, or choose another directory");
        } catch (IOException e) {
            throw new LaunchException("cannot create the directory " + directory, e);
        }
    }

    private static void refuseIfShared(Path directory) throws IOException, LaunchException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new LaunchException(directory + " may be written to by other users ("
                    + PosixFilePermissions.toString(permissions) + "); run: chmod 700 " + directory);
        }
    }

    /** Creates an empty file with mode 0600 unless it is there. */
    static void file(Path file) throws IOException {
        try {
            Files.createFile(file, attributes("rw-------"));
        } catch (FileAlreadyExistsException e) {
            // A predecessor has created it.
        }
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
