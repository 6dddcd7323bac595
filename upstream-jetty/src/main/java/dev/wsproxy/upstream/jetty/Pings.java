// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.time.Duration;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Sends a ping at intervals, so that the answers show that the server is alive. */
final class Pings implements Runnable {
    private final Scheduler scheduler;
    private final Duration interval;
    private final Runnable ping;
    private Scheduler.@Nullable Task next;
    private boolean stopped;

    Pings(Scheduler scheduler, Duration interval, Runnable ping) {
        this.scheduler = scheduler;
        this.interval = interval;
        this.ping = ping;
    }

    synchronized void start() {
        if (!stopped && !interval.isZero()) {
            next = scheduler.schedule(this, interval);
        }
    }

    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    @Override
    public void run() {
        ping.run();
        start();
    }
}
