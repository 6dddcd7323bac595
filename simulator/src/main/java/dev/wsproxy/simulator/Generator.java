// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that makes messages at a rate, and bars when their time has come. */
final class Generator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);

    private final List<Market> markets;
    private final int batchSize;
    private final Thread thread = new Thread(this::run, "simulator-generator");
    private Pacer pacer;
    private volatile boolean closed;

    Generator(List<Market> markets, int rate, int batchSize) {
        this.markets = markets;
        this.batchSize = batchSize;
        this.pacer = new Pacer(rate, batchSize, System.nanoTime());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** When this returns, nothing is made at the rate before. */
    synchronized void rate(int messagesPerSecond) {
        pacer = new Pacer(messagesPerSecond, batchSize, System.nanoTime());
        LockSupport.unpark(thread);
    }

    private void run() {
        try {
            while (!closed) {
                generateDue();
                LockSupport.parkNanos(this, waitNs());
            }
        } catch (RuntimeException e) {
            LOG.error("The generator has stopped: no more messages will be sent", e);
        }
    }

    private synchronized void generateDue() {
        long due = Math.min(pacer.due(System.nanoTime()), markets.get(0).turn());
        pacer.take(due);
        Instant now = Instant.now();
        for (Market market : markets) {
            market.generate(due);
            market.finishBars(now);
        }
    }

    private synchronized long waitNs() {
        long waitNs = pacer.waitNs(System.nanoTime());
        Instant now = Instant.now();
        for (Market market : markets) {
            waitNs = Math.min(waitNs, market.barWaitNs(now));
        }
        return waitNs;
    }

    /** Returns when no message is made any more. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
