// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The application turns the loop from a thread of its own. The thread that polls also does so while it waits in a
 * blocking call; any thread may, as long as none has polled.
 */
final class ApplicationPolling implements Polling {
    private static final int LIMIT = 256;
    private static final Duration NAP = Duration.ofMillis(1);

    private final ClientLoop loop;
    private final ReentrantLock turning = new ReentrantLock();
    private volatile @Nullable Thread poller;

    ApplicationPolling(ClientLoop loop) {
        this.loop = loop;
    }

    @Override
    public void start() {}

    @Override
    public int poll(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("the limit must be positive: limit=" + limit);
        }
        if (turning.isHeldByCurrentThread()) {
            throw new IllegalStateException("poll would hand over messages inside a callback");
        }
        poller = Thread.currentThread();
        if (!turning.tryLock()) {
            return 0;
        }
        try {
            int handled = loop.turn(limit);
            if (loop.isLeaving()) {
                turnToTheEnd();
            }
            return handled;
        } finally {
            turning.unlock();
        }
    }

    @Override
    public void checkMayBlock(String call, String instead) {
        if (turning.isHeldByCurrentThread()) {
            throw new IllegalStateException(call + " would wait for its own callback to return: use " + instead);
        }
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration longest) throws InterruptedException {
        long sinceNs = System.nanoTime();
        while (!future.isDone() && System.nanoTime() - sinceNs < longest.toNanos()) {
            if (!mayTurn() || !turning.tryLock()) {
                nap(future);
                continue;
            }
            try {
                if (loop.turn(LIMIT) == 0 && !future.isDone()) {
                    loop.idle(NAP);
                }
            } finally {
                turning.unlock();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return future.isDone();
    }

    private boolean mayTurn() {
        Thread known = poller;
        return known == null || known == Thread.currentThread() || !known.isAlive();
    }

    private static void nap(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get(NAP.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException | CancellationException e) {
            // The caller looks at the future itself.
        }
    }

    @Override
    public void close() {
        loop.leave();
        if (turning.isHeldByCurrentThread()) {
            return;
        }
        turning.lock();
        try {
            turnToTheEnd();
        } finally {
            turning.unlock();
        }
    }

    private void turnToTheEnd() {
        while (!loop.hasEnded()) {
            if (loop.turn(LIMIT) == 0) {
                loop.idle(NAP);
            }
        }
    }
}
