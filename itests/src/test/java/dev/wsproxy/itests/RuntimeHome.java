// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A runtime home: the assembled one, which no test may change, or a copy of it.
 *
 * @param path absolute
 */
record RuntimeHome(Path path) {

    /** Returns the home that the build has assembled. */
    static RuntimeHome assembled() {
        return new RuntimeHome(
                Path.of(System.getProperty("wsproxy.home")).toAbsolutePath().normalize());
    }

    /** Returns a copy that a test may change. */
    RuntimeHome copyTo(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, target.resolve(path.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new RuntimeHome(target);
    }

    /** Returns the class path of the proxy process, for {@code java -cp}. */
    String bootClassPath() {
        return path.resolve("lib/boot") + "/*";
    }

    Path deploy() {
        return path.resolve("deploy");
    }

    Path conf() {
        return path.resolve("conf");
    }

    Path bundles(String folder) {
        return path.resolve("bundles").resolve(folder);
    }

    /** Returns each file and folder with the time of its last change; equal as long as nothing is written. */
    Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(path)) {
            files.forEach(file -> contents.put(file, lastModified(file)));
        }
        return contents;
    }

    private static String lastModified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
