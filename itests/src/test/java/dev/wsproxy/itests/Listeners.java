// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts without a break, as the kernel tells it, how many processes listen on the control sockets of a directory at once.
 * Linux only.
 */
final class Listeners implements AutoCloseable {
    private static final Path SOCKETS = Path.of("/proc/net/unix");
    private static final String ACCEPTS = " 00010000 ";
    private static final long PAUSE_NS = 2_000_000;

    private final String socket;
    private final Thread thread = new Thread(this::run, "listeners");
    private volatile boolean closed;
    private volatile long most;
    private final AtomicLong samples = new AtomicLong();

    private Listeners(Path dir) {
        socket = " " + dir.resolve("control.sock");
    }

    static Listeners watch(Path dir) {
        Listeners listeners = new Listeners(dir);
        listeners.thread.start();
        return listeners;
    }

    private void run() {
        while (!closed) {
            most = Math.max(most, now());
            samples.incrementAndGet();
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    private long now() {
        try {
            return Files.readAllLines(SOCKETS).stream()
                    .filter(line -> line.contains(ACCEPTS) && line.endsWith(socket))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Most at any time. */
    long most() {
        return most;
    }

    /** How often was looked. */
    long samples() {
        return samples.get();
    }

    @Override
    public void close() {
        closed = true;
    }
}
