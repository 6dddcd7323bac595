// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * The lock under which a proxy is looked for and started, and under which a proxy decides that nobody needs it. It
 * makes both decisions one at a time in a directory, whatever the number of processes and class loaders. While it is held
 * its file holds the pid of the holder, if there is room for it; the file stays.
 *
 * <p>A file lock belongs to the whole JVM and is lost as soon as any channel on the file is closed, so inside a JVM one
 * thread at a time opens the file: the one that has set a system property, which is the same for every class loader, as is
 * the interned string that guards it.
 */
public final class SpawnLock {
    private static final Duration RETRY = Duration.ofMillis(5);

    private SpawnLock() {}

    /**
     * Runs a task under the lock. Blocks until it is free, or the time is over; the operating system frees it when its
     * holder dies.
     *
     * @param longest to wait for the lock; it is tried once at least
     * @param task what to do; its result is not null
     * @return the task's result; empty when the lock was not free in time, see {@link #held}
     * @throws FailureException {@code BAD_DIRECTORY} when the lock file cannot be used
     * @throws InterruptedException when the thread was interrupted before the task began
     */
    public static <T> Optional<T> hold(RuntimeDirectory directory, Duration longest, Callable<T> task)
            throws Exception {
        return hold(directory.spawnLock(), longest, task);
    }

    /** The same under another lock: this file. */
    static <T> Optional<T> hold(Path file, Duration longest, Callable<T> task) throws Exception {
        Deadline deadline = new Deadline(System.nanoTime(), longest.toNanos());
        String mark = mark(file);
        if (!enter(mark, deadline)) {
            return Optional.empty();
        }
        try (FileChannel channel = open(file)) {
            return lock(channel, file, deadline) ? Optional.of(call(channel, task)) : Optional.empty();
        } finally {
            leave(mark);
        }
    }

    /** What to tell somebody who waited for the lock in vain: {@code TIMEOUT}, and who holds it. */
    public static Failure held(RuntimeDirectory directory, Duration waited) {
        return Failure.of(
                ErrorCode.TIMEOUT,
                "another process looks for a proxy, or starts one, and has held " + directory.spawnLock()
                        + " for more than "
                        + waited.toSeconds() + " s: " + holder(directory.spawnLock())
                        + "; if it hangs or is suspended, let it go on or end it");
    }

    private record Deadline(long sinceNs, long longestNs) {
        long leftMs() {
            long leftNs = longestNs - (System.nanoTime() - sinceNs);
            return Math.max(0, TimeUnit.NANOSECONDS.toMillis(leftNs));
        }
    }

    private static String mark(Path file) {
        return ("dev.wsproxy.runtime.SpawnLock:" + file).intern();
    }

    private static boolean enter(String mark, Deadline deadline) throws InterruptedException {
        synchronized (mark) {
            while (System.getProperty(mark) != null) {
                long leftMs = deadline.leftMs();
                if (leftMs == 0) {
                    return false;
                }
                mark.wait(leftMs);
            }
            System.setProperty(mark, "held");
            return true;
        }
    }

    private static void leave(String mark) {
        synchronized (mark) {
            System.clearProperty(mark);
            mark.notifyAll();
        }
    }

    private static boolean lock(FileChannel channel, Path file, Deadline deadline) throws InterruptedException {
        while (!isLocked(channel, file)) {
            if (deadline.leftMs() == 0) {
                return false;
            }
            Thread.sleep(RETRY.toMillis());
        }
        return true;
    }

    private static boolean isLocked(FileChannel channel, Path file) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            throw unusable(file, "locked", e);
        }
    }

    private static <T> T call(FileChannel channel, Callable<T> task) throws Exception {
        note(channel, Long.toString(ProcessHandle.current().pid()));
        if (!channel.isOpen()) {
            Thread.interrupted(); // It was: that closes a channel, and frees the lock.
            throw new InterruptedException("interrupted before the task could be run under the lock");
        }
        try {
            return task.call();
        } finally {
            note(channel, "");
        }
    }

    /** For people only: without it the lock holds all the same, as on a full file system. */
    private static void note(FileChannel channel, String text) {
        try {
            channel.truncate(0).write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            // The pid of the holder is not known then.
        }
    }

    /** Who holds a lock, for people. */
    static String holder(Path file) {
        String mark = mark(file);
        synchronized (mark) {
            if (System.getProperty(mark) != null) {
                return "another thread of this process";
            }
            try {
                String pid = Files.readString(file).strip();
                return pid.isEmpty() ? "its pid is not known" : "pid " + pid;
            } catch (IOException e) {
                return "its pid is not known";
            }
        }
    }

    private static FileChannel open(Path file) {
        try {
            return FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.file(file));
        } catch (IOException e) {
            throw unusable(file, "opened", e);
        }
    }

    private static FailureException unusable(Path file, String done, IOException e) {
        return new FailureException(
                Failure.of(
                        ErrorCode.BAD_DIRECTORY,
                        "the lock file " + file + " cannot be " + done + ": " + e.getMessage()),
                e);
    }
}
