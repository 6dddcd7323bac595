// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that makes messages at a rate, and bars and rare events when their time has come. */
final class Generator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);

    private final List<Market> markets;
    private final NewsDesk news;
    private final int batchSize;
    private final long eventIntervalNs;
    private final Thread thread = new Thread(this::run, "simulator-generator");
    private Pacer pacer;
    private long nextEventNs;
    private volatile boolean closed;

    Generator(Venue venue) {
        SimulatorOptions options = venue.options();
        markets = venue.markets();
        news = venue.news();
        batchSize = options.batchSize();
        eventIntervalNs = options.eventInterval().toNanos();
        nextEventNs = System.nanoTime() + eventIntervalNs;
        pacer = new Pacer(options.rate(), batchSize, System.nanoTime());
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
        if (eventWaitNs() == 0) {
            nextEventNs = System.nanoTime() + eventIntervalNs;
            markets.forEach(Market::event);
            news.event();
        }
    }

    private long eventWaitNs() {
        return eventIntervalNs == 0 ? Long.MAX_VALUE : Math.max(0, nextEventNs - System.nanoTime());
    }

    private synchronized long waitNs() {
        long waitNs = Math.min(pacer.waitNs(System.nanoTime()), eventWaitNs());
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
