// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import java.util.concurrent.Executor;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that prepares, opens, closes and deletes generations for any number of queues, one task after the other: first
 * what somebody may wait for ({@link UrgentTask}), so that it is held up by one other task at most and not by the deletion
 * of much memory, then the rest in the order given. A daemon of low priority, where the system heeds that, which sleeps when
 * there is nothing to do and ends after a while of that. One per transport end.
 */
public final class MaintenanceThread implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceThread.class);
    private static final long IDLE_SECONDS = 30;

    private record Task(Runnable work, boolean urgent, long number) implements Runnable, Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return urgent == other.urgent ? Long.compare(number, other.number) : urgent ? -1 : 1;
        }

        @Override
        public void run() {
            try {
                work.run();
            } catch (RuntimeException | InternalError e) {
                LOG.warn("A task of the maintenance thread failed", e);
            }
        }
    }

    private final AtomicLong numbers = new AtomicLong();
    private final ThreadPoolExecutor executor;

    /** Starts nothing yet: the thread comes with the first task. */
    public MaintenanceThread(String name) {
        executor = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new PriorityBlockingQueue<>(),
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

    /** Queues a task; never blocks. After {@link #close()} the task runs on the calling thread. */
    @Override
    public void execute(Runnable task) {
        executor.execute(new Task(task, task instanceof UrgentTask, numbers.getAndIncrement()));
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
