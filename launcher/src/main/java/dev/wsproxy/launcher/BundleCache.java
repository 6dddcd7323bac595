// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The framework's bundle cache, which begins empty: a predecessor may have been killed while it wrote. */
record BundleCache(Path directory) {

    static BundleCache in(Path state) {
        return new BundleCache(state.resolve("cache"));
    }

    /**
     * Deletes what is there, whatever it is. The framework would do so too, but follows symbolic links and deletes what they
     * lead to.
     *
     * @throws LaunchException if something cannot be deleted
     */
    void clear() throws LaunchException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new LaunchException("cannot empty the bundle cache " + directory, e);
        }
    }
}
