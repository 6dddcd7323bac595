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

/**
 * Files and directories that are this user's alone. Where the file system knows no such rights, all of them are. For whatever
 * the proxy and its clients make; any thread, blocks for as long as the file system takes.
 */
public final class OwnerOnly {
    private static final String DIRECTORY_MODE = "rwx------";
    private static final String FILE_MODE = "rw-------";
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString(DIRECTORY_MODE);

    /** On Linux the running process, as a directory of the user it runs for. */
    private static final Path SELF = Path.of("/proc/self");

    private OwnerOnly() {}

    /**
     * What is wrong with the rights of a file or directory, if anything: open to other users, somebody else's, or where
     * another user can put something else in its place.
     *
     * @param path not followed if it is a symbolic link
     */
    static Optional<String> problem(Path path) throws IOException {
        if (!isPosix(path)) {
            return Optional.empty();
        }
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!isOfThisUser(path)) {
            return Optional.of("belongs to " + attributes.owner().getName() + ", not to this user");
        }
        Set<PosixFilePermission> wider = EnumSet.noneOf(PosixFilePermission.class);
        wider.addAll(attributes.permissions());
        wider.removeAll(OWNER);
        if (!wider.isEmpty()) {
            return Optional.of("is open to other users (if it is for wsproxy alone, run: chmod "
                    + (attributes.isDirectory() ? "700 " : "600 ") + path + ")");
        }
        return ParentDirectories.problem(path);
    }

    /** For the creation of a directory: mode 0700. */
    public static FileAttribute<?>[] directory(Path path) {
        return attributes(path, DIRECTORY_MODE);
    }

    /** For the creation of a file: mode 0600. */
    public static FileAttribute<?>[] file(Path path) {
        return attributes(path, FILE_MODE);
    }

    /** Gives an existing file mode 0600. */
    public static void close(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(FILE_MODE));
        }
    }

    private static FileAttribute<?>[] attributes(Path path, String mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    /** By number where the system tells it: a user without an entry in the user database has no name. */
    private static boolean isOfThisUser(Path file) throws IOException {
        if (Files.exists(SELF)) {
            return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                    .equals(Files.getAttribute(SELF, "unix:uid"));
        }
        return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName().equals(System.getProperty("user.name"));
    }

    /** Whether the file system knows rights. */
    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
