// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The files of a queue: one directory per generation, {@code g00000001} and so on, which exists for readers once it holds
 * the file {@code ready}, and no longer from the instant it is renamed to be deleted.
 */
final class GenerationDirectory {
    private static final Pattern NAME = Pattern.compile("g(\\d{8,19})");
    private static final String READY = "ready";
    private static final String DELETED = "deleted-";

    private final Path queue;

    GenerationDirectory(Path queue) {
        this.queue = queue;
    }

    Path path() {
        return queue;
    }

    Path path(long generation) {
        return queue.resolve(String.format("g%08d", generation));
    }

    /** Creates the queue's own directory, and fails if it holds generations already. */
    void create() throws IOException {
        if (!Files.isDirectory(queue)) {
            Files.createDirectory(queue, permissions(queue, "rwx------"));
        } else if (generations().findAny().isPresent()) {
            throw new IOException("the queue directory " + queue + " is in use by another writer or was left by one:"
                    + " delete it or name another");
        }
    }

    void create(long generation) throws IOException {
        Files.createDirectory(path(generation), permissions(queue, "rwx------"));
    }

    /** Announces a generation to readers. */
    void markReady(long generation) throws IOException {
        Files.createFile(path(generation).resolve(READY), permissions(queue, "rw-------"));
    }

    boolean isReady(long generation) {
        return Files.exists(path(generation).resolve(READY));
    }

    /** The oldest generation after this one that readers can open. */
    OptionalLong oldestAfter(long generation) throws IOException {
        return generations().filter(n -> n > generation && isReady(n)).min();
    }

    /** The one data file of a generation. */
    Path dataFile(long generation) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path(generation), "*.cq4")) {
            for (Path file : files) {
                return file;
            }
        }
        throw new NoSuchFileException(path(generation) + "/*.cq4");
    }

    /** Takes the group's and the others' rights from the files, which Chronicle creates with the process's mask. */
    void restrict(long generation) throws IOException {
        if (!isPosix(queue)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path(generation))) {
            for (Path file : files) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
        }
    }

    /** Deletes a generation, complete or not; readers never see half of one. */
    void delete(long generation) throws IOException {
        Path deleted = queue.resolve(DELETED + generation);
        try {
            Files.move(path(generation), deleted, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        deleteTree(deleted);
    }

    /** Deletes the queue with everything in it. */
    void delete() throws IOException {
        if (Files.isDirectory(queue)) {
            deleteTree(queue);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : (Iterable<Path>) tree.sorted((a, b) -> b.compareTo(a))::iterator) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private LongStream generations() throws IOException {
        try (Stream<Path> entries = Files.list(queue)) {
            return LongStream.of(
                    entries.map(entry -> NAME.matcher(entry.getFileName().toString()))
                            .filter(java.util.regex.Matcher::matches)
                            .mapToLong(name -> Long.parseLong(name.group(1)))
                            .toArray());
        } catch (NoSuchFileException e) {
            return LongStream.empty();
        }
    }

    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
