// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The JDKs of this machine: the one that runs the tests and those installed beside it, by feature version. */
final class Jdks {
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private Jdks() {}

    static Map<Integer, Path> byVersion() {
        Map<Integer, Path> homes = new TreeMap<>();
        Path own = Path.of(System.getProperty("java.home"));
        try (Stream<Path> siblings = Files.list(own.resolveSibling("."))) {
            for (Path home : (Iterable<Path>) Stream.concat(siblings, Stream.of(own))::iterator) {
                add(homes, home);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return homes;
    }

    private static void add(Map<Integer, Path> homes, Path home) throws IOException {
        Path release = home.resolve("release");
        if (Files.isRegularFile(release) && Files.isExecutable(home.resolve("bin/java"))) {
            Matcher version = VERSION.matcher(Files.readString(release));
            if (version.find()) {
                homes.put(Integer.parseInt(version.group(1)), home);
            }
        }
    }
}
