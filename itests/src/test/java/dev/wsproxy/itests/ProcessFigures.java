// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Linux says of a process at a moment.
 *
 * @param anonymousKiB resident memory that is its own: heap, stacks, native memory
 * @param descriptors open file descriptors
 * @param sharedBytes what lies in the runtime directory
 */
record ProcessFigures(long anonymousKiB, long descriptors, long threads, long sharedBytes) {

    static ProcessFigures of(long pid, Path dir) throws IOException {
        Path proc = Path.of("/proc", String.valueOf(pid));
        List<String> status = Files.readAllLines(proc.resolve("status"));
        return new ProcessFigures(
                value(status, "RssAnon"), count(proc.resolve("fd")), value(status, "Threads"), used(dir));
    }

    private static long value(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    private static long count(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.count();
        }
    }

    /** In blocks of the file system: files that are not written to the end take less than their length. */
    private static long used(Path dir) throws IOException {
        Process du = new ProcessBuilder("du", "-s", "--block-size=1", dir.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var output = du.inputReader()) {
            return Long.parseLong(output.readLine().split("\\s")[0]);
        }
    }
}
