// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a process the only one that works on a directory, for as long as it lives and however it ends.
 *
 * <p>The operating system ties such a lock to the process, not to the channel: closing any channel on the file gives it
 * up. So the file is opened once per JVM, nobody reads it, and the holder's pid lies in a file beside it.
 */
final class InstanceLock implements AutoCloseable {

    private static final String NAME = "proxy.lock";
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();
    private static final Duration RETRY = Duration.ofMillis(50);

    private final Path file;
    private final PidFile pidFile;
    private final FileChannel channel;

    private InstanceLock(Path file, PidFile pidFile, FileChannel channel) {
        this.file = file;
        this.pidFile = pidFile;
        this.channel = channel;
    }

    /**
     * Takes the lock, waiting for a predecessor that is about to end.
     *
     * @param directory there already
     * @param timeout how long to wait at most
     * @throws OccupiedException naming the pid of the holder if it keeps the lock
     */
    static InstanceLock acquire(Path directory, Duration timeout) throws LaunchException, InterruptedException {
        PidFile pidFile = PidFile.in(directory);
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        try {
            Path file = directory.toRealPath().resolve(NAME);
            InstanceLock lock = tryAcquire(file, pidFile);
            while (lock == null && System.nanoTime() - deadlineNs < 0) {
                Thread.sleep(RETRY.toMillis());
                lock = tryAcquire(file, pidFile);
            }
            if (lock == null) {
                throw new OccupiedException("another proxy (pid " + pidFile.read() + ") already works on " + directory
                        + ": it has held " + file + " for " + timeout.toMillis() + " ms; stop it or choose another"
                        + " directory");
            }
            pidFile.write();
            return lock;
        } catch (IOException e) {
            throw new LaunchException(
                    "cannot lock " + directory.resolve(NAME) + ", which must be a file of this user's", e);
        }
    }

    /** Whether some process, this one too, works on a directory. Nothing is changed. */
    static boolean isHeld(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        InstanceLock lock = tryAcquire(file.toRealPath(), PidFile.in(directory));
        if (lock != null) {
            lock.release();
        }
        return lock == null;
    }

    private static @Nullable InstanceLock tryAcquire(Path file, PidFile pidFile) throws IOException {
        if (!OPEN.add(file)) {
            return null;
        }
        @Nullable InstanceLock lock = null;
        FileChannel channel = null;
        try {
            PrivateFiles.file(file);
            channel = FileChannel.open(file, WRITE);
            if (channel.tryLock() != null) {
                lock = new InstanceLock(file, pidFile, channel);
            }
            return lock;
        } finally {
            if (lock == null) {
                if (channel != null) {
                    channel.close();
                }
                OPEN.remove(file);
            }
        }
    }

    /** Gives the lock up. The lock file stays: removing it would let two successors lock two different files. */
    @Override
    public void close() throws IOException {
        pidFile.remove();
        release();
    }

    private void release() throws IOException {
        try (channel) {
            OPEN.remove(file);
        }
    }
}
