// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import dev.wsproxy.runtime.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories with everything in them. */
public final class FileTree {
    private FileTree() {}

    /** Makes a directory with mode 0700, with its parents; one that exists stays as it is. */
    public static Path create(Path root) throws IOException {
        return Files.createDirectories(root, OwnerOnly.directory(root));
    }

    /** Deletes a directory and everything in it; what is mapped stays readable for those who have it. */
    public static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : (Iterable<Path>) tree.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
