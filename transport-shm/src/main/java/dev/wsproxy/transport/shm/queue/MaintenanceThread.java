// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that prepares, opens, closes and deletes generations for any number of queues, one task after the other. A
 * daemon of low priority that sleeps when there is nothing to do and ends after a while of that. One per transport end.
 */
public final class MaintenanceThread implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceThread.class);
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor executor;

    /** Starts nothing yet: the thread comes with the first task. */
    public MaintenanceThread(String name) {
        executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> thread(task, name),
                (task, closed) -> task.run());
        executor.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        // A thread inherits the class loader of whoever caused it, and would hold on to an application or a bundle.
        thread.setContextClassLoader(MaintenanceThread.class.getClassLoader());
        return thread;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | InternalError e) {
            LOG.warn("A task of the maintenance thread failed", e);
        }
    }

    /** Queues a task; never blocks. After {@link #close()} the task runs on the calling thread. */
    @Override
    public void execute(Runnable task) {
        executor.execute(() -> run(task));
    }

    /**
     * Finishes the queued tasks and ends the thread; waits for it up to ten seconds. Close the queues first.
     */
    @Override
    public void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
