// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * The lock under which a proxy is looked for and started, and under which a proxy decides that nobody needs it. It
 * makes both decisions one at a time in a directory, whatever the number of processes and class loaders.
 *
 * <p>A file lock belongs to the whole JVM and is lost as soon as any channel on the file is closed, so inside a JVM an
 * interned string, which is the same object for every class loader, lets one thread at a time open the file.
 */
public final class SpawnLock {
    private SpawnLock() {}

    /**
     * Runs a task under the lock. Blocks until it is free; the operating system frees it when its holder dies.
     *
     * @throws FailureException {@code BAD_DIRECTORY} when the lock file cannot be used
     */
    public static <T> T hold(RuntimeDirectory directory, Callable<T> task) throws Exception {
        Path file = directory.spawnLock();
        synchronized (("dev.wsproxy.runtime.SpawnLock:" + file).intern()) {
            try (FileChannel channel = open(file)) {
                channel.lock();
                return task.call();
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly(file));
        } catch (IOException e) {
            throw new FailureException(
                    Failure.of(
                            ErrorCode.BAD_DIRECTORY, "the lock file " + file + " cannot be opened: " + e.getMessage()),
                    e);
        }
    }
}
