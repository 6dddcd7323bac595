// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A tmpfs of its own, which only root can mount: rows that need one are skipped elsewhere. */
record SmallFileSystem(Path path) implements AutoCloseable {

    /** Mounts it on a directory, which is made, or has the test skipped. */
    static SmallFileSystem mount(Path path, String size) throws IOException {
        Files.createDirectories(path);
        int exit = run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + size, "tmpfs", path.toString());
        assumeThat(exit).as("skipped: mounting a tmpfs is not permitted here").isZero();
        return new SmallFileSystem(path);
    }

    /** Takes all the space that is left; {@link #free} gives it back. */
    void fill() throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(4096);
        try (FileChannel channel = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                channel.write(zeros.clear());
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    void free() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return path.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", path.toString());
    }

    static int run(String... command) throws IOException {
        return new ProcessBuilder(command).start().onExit().join().exitValue();
    }
}
