// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Files and directories that are this user's alone. Where the file system knows no such rights, all of them are. */
final class OwnerOnly {
    private static final String DIRECTORY_MODE = "rwx------";
    private static final String FILE_MODE = "rw-------";
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString(DIRECTORY_MODE);

    private OwnerOnly() {}

    /**
     * What is wrong with the rights of a file or directory, if anything: open to other users, or somebody else's.
     *
     * @param path not followed if it is a symbolic link
     */
    static Optional<String> problem(Path path) throws IOException {
        if (!isPosix(path)) {
            return Optional.empty();
        }
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> wider = EnumSet.noneOf(PosixFilePermission.class);
        wider.addAll(attributes.permissions());
        wider.removeAll(OWNER);
        if (!wider.isEmpty()) {
            return Optional.of("is open to other users (if it is for wsproxy alone, run: chmod "
                    + (attributes.isDirectory() ? "700 " : "600 ") + path + ")");
        }
        return Owner.isSelf(path)
                ? Optional.empty()
                : Optional.of("belongs to " + attributes.owner().getName() + ", not to this user");
    }

    /** For the creation of a directory. */
    static FileAttribute<?>[] directory(Path path) {
        return attributes(path, DIRECTORY_MODE);
    }

    /** For the creation of a file. */
    static FileAttribute<?>[] file(Path path) {
        return attributes(path, FILE_MODE);
    }

    /** Makes an existing file this user's alone. */
    static void close(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(FILE_MODE));
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    /** Whether the file system knows rights. */
    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
