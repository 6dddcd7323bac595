// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import dev.wsproxy.runtime.OwnerOnly;
import dev.wsproxy.transport.shm.FileTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The files of one generation. They are filled with zeros before Chronicle maps them: written through the file, a full file
 * system is an exception; through the mapping it would be a fault that can end the JVM.
 */
final class GenerationFiles {
    /** Chronicle's names for the one file of a queue whose time stands still, and for its table. */
    private static final String DATA = "19700101-00LX";

    private static final String TABLE = "metadata.cq4t";
    private static final int TABLE_BYTES = 4096;
    private static final String READY = "ready";
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 * 1024).asReadOnlyBuffer();

    private final Path directory;

    GenerationFiles(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** Creates the directory and the files, taking their memory. */
    void allocate(int capacityBytes) throws IOException {
        FileTree.create(directory);
        writeZeros(directory.resolve(TABLE), TABLE_BYTES);
        writeZeros(precreated(), capacityBytes);
    }

    private static void writeZeros(Path file, int bytes) throws IOException {
        ByteBuffer zeros = ZEROS.duplicate();
        try (FileChannel channel = create(file)) {
            for (int left = bytes; left > 0; ) {
                left -= channel.write(zeros.clear().limit(Math.min(left, zeros.capacity())));
            }
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file(file));
    }

    /** True once Chronicle has made the allocated file its own. */
    boolean isAdopted() {
        return Files.notExists(precreated());
    }

    private Path precreated() {
        return directory.resolve(DATA + ".precreated");
    }

    /** Announces the generation to readers. */
    void markReady() throws IOException {
        create(directory.resolve(READY)).close();
    }

    /** True if readers can open it: it is complete and not deleted. */
    boolean isReady() {
        return Files.exists(directory.resolve(READY));
    }

    /** Where the records are. */
    Path data() {
        return directory.resolve(DATA + ".cq4");
    }
}
