// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.runtime.OwnerOnly;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.shm.ClientFiles;
import dev.wsproxy.transport.shm.FileTree;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one run of a transport: {@code proxy-PID-STARTED} in the runtime directory. A directory of its own for each
 * run lets clients of a proxy that died read what it left while the next one serves already.
 */
record IncarnationDirectory(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(IncarnationDirectory.class);
    private static final String DIED = "died";
    private static final Pattern NAME = Pattern.compile("proxy-(\\d{1,10})-(\\d{1,18})");

    static IncarnationDirectory create(RuntimeDirectory directory) throws IOException {
        long startedMs = System.currentTimeMillis();
        Path path;
        do {
            path = directory.path().resolve("proxy-" + ProcessHandle.current().pid() + "-" + startedMs++);
        } while (Files.exists(path));
        FileTree.create(path.resolve("clients"));
        FileTree.create(path.resolve("connections"));
        return new IncarnationDirectory(path);
    }

    ClientFiles client(long id) throws IOException {
        return new ClientFiles(FileTree.create(path.resolve("clients").resolve(Long.toString(id))));
    }

    Path connection(long id) {
        return path.resolve("connections").resolve(Long.toString(id));
    }

    /** All that there are. */
    static List<IncarnationDirectory> all(RuntimeDirectory directory) throws IOException {
        List<IncarnationDirectory> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.path(), "proxy-*")) {
            for (Path entry : entries) {
                if (NAME.matcher(entry.getFileName().toString()).matches()) {
                    all.add(new IncarnationDirectory(entry));
                }
            }
        }
        return all;
    }

    /** Whether its process is there still; one that was killed may be for a moment after its locks have gone. */
    boolean isAlive() {
        Matcher name = NAME.matcher(path.getFileName().toString());
        return name.matches() && isAlive(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
    }

    /** Whether it is there still: a proxy that ends in order deletes its own. */
    boolean exists() {
        return Files.exists(path);
    }

    /** Notes that its proxy has died, unless an earlier proxy has; returns when that was, in epoch ms. */
    long diedMs() throws IOException {
        Path mark = path.resolve(DIED);
        try {
            Files.createFile(mark, OwnerOnly.file(mark));
        } catch (FileAlreadyExistsException e) {
            // Every proxy counts from the same moment, so that no row of short-lived ones keeps it for ever.
        }
        return Files.getLastModifiedTime(mark).toMillis();
    }

    /** Bytes that its files take at most. */
    long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /** A process that began after the directory was made only has the same number. */
    private static boolean isAlive(long pid, long startedMs) {
        Instant started = Instant.ofEpochMilli(startedMs);
        return ProcessHandle.of(pid)
                .filter(process -> process.info()
                        .startInstant()
                        .map(began -> began.isBefore(started.plusSeconds(2)))
                        .orElse(true))
                .isPresent();
    }

    /** Deletes it; clients keep what they have mapped. */
    void delete() {
        try {
            FileTree.delete(path);
        } catch (IOException e) {
            LOG.warn("Could not delete {}: {}", path, e.toString());
        }
    }
}
