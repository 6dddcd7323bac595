// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import dev.wsproxy.transport.shm.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The files of a queue: one directory per generation, {@code g00000001} and so on, which exists for readers once it is
 * marked ready, and no longer from the instant it is renamed to be deleted.
 */
final class GenerationDirectory {
    private static final Pattern NAME = Pattern.compile("g(\\d{8,19})");
    private static final String DELETED = "deleted-";

    private final Path queue;

    GenerationDirectory(Path queue) {
        this.queue = queue;
    }

    Path path() {
        return queue;
    }

    GenerationFiles files(long generation) {
        return new GenerationFiles(queue.resolve(String.format("g%08d", generation)));
    }

    /** Creates the queue's own directory, and fails if it holds generations already. */
    void create() throws IOException {
        if (!Files.isDirectory(queue)) {
            FileTree.create(queue);
        } else if (generations().findAny().isPresent()) {
            throw new IOException("the queue directory " + queue + " is in use by another writer or was left by one:"
                    + " delete it or name another");
        }
    }

    /** The oldest generation after this one that readers can open. */
    OptionalLong oldestAfter(long generation) throws IOException {
        return generations().filter(n -> n > generation && files(n).isReady()).min();
    }

    /** Deletes a generation, complete or not; readers never see half of one. */
    void delete(long generation) throws IOException {
        Path deleted = queue.resolve(DELETED + generation);
        try {
            Files.move(files(generation).directory(), deleted, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        FileTree.delete(deleted);
    }

    /** Deletes the queue with everything in it. */
    void delete() throws IOException {
        FileTree.delete(queue);
    }

    private LongStream generations() throws IOException {
        try (Stream<Path> entries = Files.list(queue)) {
            return LongStream.of(
                    entries.map(entry -> NAME.matcher(entry.getFileName().toString()))
                            .filter(Matcher::matches)
                            .mapToLong(name -> Long.parseLong(name.group(1)))
                            .toArray());
        } catch (NoSuchFileException e) {
            return LongStream.empty();
        }
    }
}
