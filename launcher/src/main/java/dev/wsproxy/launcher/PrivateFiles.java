// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Directories and files that are this user's alone, and those that may be everybody's to read. Without POSIX permissions the
 * system's defaults are taken.
 */
final class PrivateFiles {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private PrivateFiles() {}

    /**
     * Creates a directory and its missing parents with mode 0700, or checks the one that is there.
     *
     * @throws LaunchException if it cannot be created, is not this user's alone, or lies where another user can put
     *     something else in its place
     */
    static void directory(Path directory) throws LaunchException {
        try {
            Files.createDirectories(directory, attributes("rwx------"));
            refuse(Rights.ofPrivate(directory));
        } catch (FileAlreadyExistsException e) {
            throw new LaunchException(directory + " cannot be used as a directory: " + e.getMessage()
                    + " is a file or a link; move it away, or choose another directory");
        } catch (IOException e) {
            throw new LaunchException("cannot create the directory " + directory, e);
        }
    }

    /**
     * Checks a runtime home, all of which is code or says what code does.
     *
     * @throws LaunchException if every user of the machine may change it
     */
    static void home(Path home) throws LaunchException {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                refuse(Rights.ofCode(file));
            }
        } catch (IOException | UncheckedIOException e) {
            throw new LaunchException("cannot look into the runtime home " + home, e);
        }
    }

    private static void refuse(Optional<String> problem) throws LaunchException {
        if (problem.isPresent()) {
            throw new LaunchException(problem.get());
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
