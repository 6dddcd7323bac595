// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

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
 * A lock on a file: one thread of all processes and class loaders has it at a time. While it is held its file holds the
 * pid of the holder, if there is room for it; the file stays.
 *
 * <p>A file lock belongs to the whole JVM and is lost as soon as any channel on the file is closed, so inside a JVM one
 * thread at a time opens the file: the one that has set a system property, which is the same for every class loader, as is
 * the interned string that guards it.
 *
 * @param file absolute and normalized; made if need be, its directory is not
 */
record ProcessLock(Path file) {
    private static final Duration RETRY = Duration.ofMillis(5);

    /** Of the mode of a file, as Unix has it. */
    private static final int FILE_TYPE = 0170000;

    private static final int PIPE = 0010000;

    /** The file cannot be opened or locked; the message names it. */
    static final class UnusableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableException(Path file, String done, IOException cause) {
            super("the lock file " + file + " cannot be " + done + ": " + cause, cause);
        }
    }

    /**
     * Runs a task under the lock. Blocks until it is free, or the time is over; the operating system frees it when its
     * holder dies.
     *
     * @param longest to wait for the lock; it is tried once at least
     * @param task what to do; its result is not null, its exceptions are passed on
     * @return the task's result; empty when the lock was not free in time, see {@link #holder()}
     * @throws UnusableException when the file cannot be used; the task has not been run
     * @throws InterruptedException when the thread was interrupted before the task began
     */
    <T> Optional<T> hold(Duration longest, Callable<T> task) throws Exception {
        Deadline deadline = new Deadline(System.nanoTime(), longest.toNanos());
        String mark = mark();
        if (!enter(mark, deadline)) {
            return Optional.empty();
        }
        try (FileChannel channel = open()) {
            return lock(channel, deadline) ? Optional.of(call(channel, task)) : Optional.empty();
        } finally {
            leave(mark);
        }
    }

    /** Who holds it, for people. */
    String holder() {
        String mark = mark();
        synchronized (mark) {
            if (System.getProperty(mark) != null) {
                return "another thread of this process";
            }
            try {
                refusePipe(); // Reading a pipe would wait for who writes.
                String pid = Files.readString(file).strip();
                return pid.isEmpty() ? "its pid is not known" : "pid " + pid;
            } catch (IOException e) {
                return "its pid is not known";
            }
        }
    }

    private record Deadline(long sinceNs, long longestNs) {
        long leftMs() {
            long leftNs = longestNs - (System.nanoTime() - sinceNs);
            return Math.max(0, TimeUnit.NANOSECONDS.toMillis(leftNs));
        }
    }

    private String mark() {
        return ("dev.wsproxy.runtime.ProcessLock:" + file).intern();
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

    private boolean lock(FileChannel channel, Deadline deadline) throws UnusableException, InterruptedException {
        while (!isLocked(channel)) {
            if (deadline.leftMs() == 0) {
                return false;
            }
            Thread.sleep(RETRY.toMillis());
        }
        return true;
    }

    private boolean isLocked(FileChannel channel) throws UnusableException {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            throw new UnusableException(file, "locked", e);
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

    private FileChannel open() throws UnusableException {
        try {
            if (Files.exists(file)) {
                refusePipe();
            }
            // Reading too: opened for writing alone, what has become a pipe meanwhile would wait for who reads.
            return FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    OwnerOnly.file(file));
        } catch (IOException e) {
            throw new UnusableException(file, "opened", e);
        }
    }

    private void refusePipe() throws IOException {
        boolean hasMode = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        if (hasMode && ((int) Files.getAttribute(file, "unix:mode") & FILE_TYPE) == PIPE) {
            throw new IOException("it is a pipe; remove it");
        }
    }
}
