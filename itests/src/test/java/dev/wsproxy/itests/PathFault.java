// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What can be wrong with a directory. */
enum PathFault {
    FILE("is a file") {
        @Override
        void cause(Path path) throws IOException {
            Files.createDirectories(
                    path.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createFile(path);
        }
    },
    LINK("is a symbolic link") {
        @Override
        void cause(Path path) throws IOException {
            Files.createDirectories(path.getParent());
            Path target = directory(path.resolveSibling("target"), "rwx------");
            Files.createSymbolicLink(path, target);
        }
    },
    OPEN("has mode 0755") {
        @Override
        void cause(Path path) throws IOException {
            directory(path, "rwxr-xr-x");
        }
    },
    WIDE_OPEN("has mode 0777") {
        @Override
        void cause(Path path) throws IOException {
            directory(path, "rwxrwxrwx");
        }
    },
    OF_ANOTHER("belongs to another user") {
        @Override
        void cause(Path path) throws IOException {
            assumeThat(isRoot())
                    .as("skipped: only root can give a directory away")
                    .isTrue();
            Files.setAttribute(directory(path, "rwx------"), "unix:uid", 12345);
        }
    },
    READ_ONLY("is read-only") {
        @Override
        void cause(Path path) throws IOException {
            directory(path, isRoot() ? "rwx------" : "r-x------");
            if (isRoot()) {
                int exit = SmallFileSystem.run("mount", "-t", "tmpfs", "-o", "ro,mode=0700", "tmpfs", path.toString());
                assumeThat(exit)
                        .as("skipped: mounting a tmpfs is not permitted here")
                        .isZero();
            }
        }

        @Override
        void mend(Path path) throws IOException {
            if (isRoot()) {
                SmallFileSystem.run("umount", "-l", path.toString());
            }
            super.mend(path);
        }
    };

    private final String text;

    PathFault(String text) {
        this.text = text;
    }

    /** Makes it so; there is nothing at that path. */
    abstract void cause(Path path) throws IOException;

    /** There is nothing at that path again. */
    void mend(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            ProxyPlace.deleteTree(path);
        } else {
            Files.delete(path);
        }
    }

    @Override
    public String toString() {
        return text;
    }

    private static Path directory(Path path, String mode) throws IOException {
        Files.createDirectories(path);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
