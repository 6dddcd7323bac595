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
 * Makes a process the only one that works on a state directory, for as long as it lives and however it ends.
 *
 * <p>The operating system ties such a lock to the process, not to the channel: closing any channel on the file gives it
 * up. So the file is opened once per JVM, nobody reads it, and the holder's pid lies in a file beside it.
 */
final class InstanceLock implements AutoCloseable {

    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();
    private static final Duration RETRY = Duration.ofMillis(50);

    private final Path file;
    private final Path pidFile;
    private final FileChannel channel;

    private InstanceLock(Path file, Path pidFile, FileChannel channel) {
        this.file = file;
        this.pidFile = pidFile;
        this.channel = channel;
    }

    /**
     * Takes the lock, waiting for a predecessor that is about to end.
     *
     * @param state an existing directory
     * @param timeout how long to wait at most
     * @throws LaunchException naming the pid of the holder if it keeps the lock
     */
    static InstanceLock acquire(Path state, Duration timeout) throws LaunchException, InterruptedException {
        Path pidFile = state.resolve("proxy.pid");
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        try {
            Path file = state.toRealPath().resolve("proxy.lock");
            InstanceLock lock = tryAcquire(file, pidFile);
            while (lock == null && System.nanoTime() < deadlineNs) {
                Thread.sleep(RETRY.toMillis());
                lock = tryAcquire(file, pidFile);
            }
            if (lock == null) {
                throw new LaunchException("another proxy (pid " + holder(pidFile) + ") already works on " + state
                        + ": it has held " + file + " for " + timeout.toMillis() + " ms; stop it or choose another"
                        + " directory");
            }
            return lock;
        } catch (IOException e) {
            throw new LaunchException("cannot lock " + state.resolve("proxy.lock"), e);
        }
    }

    private static @Nullable InstanceLock tryAcquire(Path file, Path pidFile) throws IOException {
        if (!OPEN.add(file)) {
            return null;
        }
        @Nullable InstanceLock lock = null;
        FileChannel channel = null;
        try {
            PrivateFiles.file(file);
            channel = FileChannel.open(file, WRITE);
            if (channel.tryLock() != null) {
                PrivateFiles.file(pidFile);
                Files.writeString(pidFile, Long.toString(ProcessHandle.current().pid()));
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

    private static String holder(Path pidFile) {
        try {
            return Files.readString(pidFile).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Gives the lock up. The lock file stays: removing it would let two successors lock two different files. */
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(pidFile);
        } finally {
            OPEN.remove(file);
        }
    }
}
