// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The lock under which a proxy is looked for and started, and under which a proxy decides that nobody needs it. It
 * makes both decisions one at a time in a directory, whatever the number of processes and class loaders.
 */
public final class SpawnLock {
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
        try {
            return lock(directory).hold(longest, task);
        } catch (ProcessLock.UnusableException e) {
            throw new FailureException(Failure.of(ErrorCode.BAD_DIRECTORY, String.valueOf(e.getMessage())), e);
        }
    }

    /** What to tell somebody who waited for the lock in vain: {@code TIMEOUT}, and who holds it. */
    public static Failure held(RuntimeDirectory directory, Duration waited) {
        return Failure.of(
                ErrorCode.TIMEOUT,
                "another process looks for a proxy, or starts one, and has held " + directory.spawnLock()
                        + " for more than "
                        + waited.toSeconds() + " s: " + lock(directory).holder()
                        + "; if it hangs or is suspended, let it go on or end it");
    }

    private static ProcessLock lock(RuntimeDirectory directory) {
        return new ProcessLock(directory.spawnLock());
    }
}
