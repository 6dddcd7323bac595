// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A tmpfs of its own, which only root can mount: tests that need one are skipped elsewhere. */
public final class SmallFileSystem implements AutoCloseable {
    private final Path root;
    private final Path path;

    private SmallFileSystem(Path root) {
        this.root = root;
        path = root.resolve("small");
    }

    /** Mounts it, or has the test skipped. */
    public static SmallFileSystem mount(String size) throws IOException {
        SmallFileSystem mounted = new SmallFileSystem(SharedMemory.directory());
        Files.createDirectory(mounted.path);
        int exit = run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + size, "tmpfs", mounted.path.toString());
        if (exit != 0) {
            FileTree.delete(mounted.root);
        }
        assumeThat(exit).as("skipped: mounting a tmpfs is not permitted here").isZero();
        return mounted;
    }

    public Path path() {
        return path;
    }

    /** Takes all the space that is left; {@link #free} gives it back. */
    public void fill() throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(4096);
        try (FileChannel channel = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                channel.write(zeros.clear());
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    public void free() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return path.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", path.toString());
        FileTree.delete(root);
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command).start().onExit().join().exitValue();
    }
}
