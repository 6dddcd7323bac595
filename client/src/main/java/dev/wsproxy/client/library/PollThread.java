// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the loop in a thread of the client's own: spins, and with back-off sleeps when nothing has come for a while. */
final class PollThread implements Polling {
    private static final Logger LOG = LoggerFactory.getLogger(PollThread.class);
    private static final int LIMIT = 256;
    private static final long SPIN_NS = 30_000;
    /** No event is waited for by this time alone: it bounds how late a time-out is noticed. */
    private static final Duration LONGEST_IDLE = Duration.ofMillis(500);

    private final ClientLoop loop;
    private final boolean sleeps;
    private final Thread thread;

    PollThread(ClientLoop loop, boolean sleeps) {
        this.loop = loop;
        this.sleeps = sleeps;
        thread = new Thread(this::run, "wsproxy-client-" + loop.name());
        thread.setDaemon(true);
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        long workedNs = System.nanoTime();
        while (!loop.hasEnded()) {
            if (loop.turn(LIMIT) > 0) {
                workedNs = System.nanoTime();
            } else if (sleeps && System.nanoTime() - workedNs > SPIN_NS) {
                dropInterrupt();
                loop.idle(LONGEST_IDLE);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** The thread is this client's own: an interrupt that a callback left behind means nobody, and would keep it awake. */
    private void dropInterrupt() {
        if (Thread.interrupted()) {
            LOG.warn("Interrupt ignored: client={}, a callback has interrupted its thread", loop.name());
        }
    }

    @Override
    public int poll(int limit) {
        throw new IllegalStateException("this client polls by itself; build it with Waiting.POLL to call poll()");
    }

    @Override
    public void checkMayBlock(String call, String instead) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(call + " would wait for its own callback to return: use " + instead);
        }
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration longest) throws InterruptedException {
        try {
            future.get(longest.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    @Override
    public void close() {
        loop.leave();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
