// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The locks on both directories of a runtime. One on the state directory alone would not do: two names of one working
 * directory, or two users' settings, lead to two state directories.
 */
record InstanceLocks(InstanceLock dir, InstanceLock state) implements AutoCloseable {

    /**
     * Takes both, waiting for a predecessor that is about to end.
     *
     * @param timeout how long to wait for each
     * @throws OccupiedException naming the pid of the holder if it keeps one of them
     */
    static InstanceLocks acquire(Path dir, Path state, Duration timeout) throws LaunchException, InterruptedException {
        InstanceLock first = InstanceLock.acquire(dir, timeout);
        boolean complete = false;
        try {
            InstanceLocks both = new InstanceLocks(first, InstanceLock.acquire(state, timeout));
            complete = true;
            return both;
        } finally {
            if (!complete) {
                close(first);
            }
        }
    }

    private static void close(InstanceLock lock) throws LaunchException {
        try {
            lock.close();
        } catch (IOException e) {
            throw new LaunchException("cannot release a lock", e);
        }
    }

    @Override
    public void close() throws IOException {
        try (dir) {
            state.close();
        }
    }
}
