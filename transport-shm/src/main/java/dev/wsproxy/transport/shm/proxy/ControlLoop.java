// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code wsproxy-shm-control}: it alone reads control sockets and request queues. It spins briefly, then sets the
 * sleeping flag of every client, looks once more, and sleeps in its selector, where a doorbell wakes it.
 */
final class ControlLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

    private static final int SPINS = 50;
    private static final long LONGEST_SLEEP_MS = 1_000;
    private static final long RETRY_MS = 1;

    private final Selector selector;
    private final Thread thread;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Peer> peers = new ArrayList<>();
    private volatile boolean running = true;

    /** Does something when its channel is ready; on the loop's thread. */
    interface Ready {
        void ready(SelectionKey key);
    }

    ControlLoop() throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, "wsproxy-shm-control");
        thread.setContextClassLoader(ControlLoop.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
        return channel.register(selector, operations, ready);
    }

    /** Serves a peer from now on; on the loop's thread. */
    void add(Peer peer) {
        peers.add(peer);
    }

    /** The peers that are served now; on the loop's thread. */
    List<Peer> peers() {
        return peers;
    }

    /** Runs a task on the loop's thread, soon; never blocks. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Runs a task on the loop's thread and waits for it; at once when this is that thread, or when it has ended. */
    void call(Runnable task) {
        if (Thread.currentThread() == thread || !thread.isAlive()) {
            task.run();
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        done.join();
    }

    private void run() {
        int idle = 0;
        while (running) {
            try {
                boolean progress = work();
                idle = progress ? 0 : idle + 1;
                if (idle > SPINS) {
                    idle = 0;
                    sleep();
                } else if (!progress) {
                    Thread.onSpinWait();
                }
            } catch (IOException | RuntimeException e) {
                LOG.error("The control loop failed once; it goes on", e);
            }
        }
    }

    private boolean work() throws IOException {
        boolean progress = runTasks();
        progress |= selector.selectNow(this::ready) > 0;
        for (int i = 0; i < peers.size(); i++) {
            progress |= peers.get(i).advance();
        }
        peers.removeIf(Peer::isEnded);
        return progress;
    }

    private boolean runTasks() {
        Runnable task = tasks.poll();
        boolean any = task != null;
        for (; task != null; task = tasks.poll()) {
            task.run();
        }
        return any;
    }

    private void sleep() throws IOException {
        boolean waiting = false;
        boolean found = false;
        for (Peer peer : peers) {
            peer.sleeps(true);
        }
        for (Peer peer : peers) {
            waiting |= peer.isWaiting();
            found |= peer.hasRequests();
        }
        if (!found && tasks.isEmpty()) {
            selector.select(this::ready, waiting ? RETRY_MS : LONGEST_SLEEP_MS);
        }
        for (Peer peer : peers) {
            peer.sleeps(false);
        }
    }

    private void ready(SelectionKey key) {
        try {
            ((Ready) key.attachment()).ready(key);
        } catch (CancelledKeyException e) {
            // Closed while it was being selected: there is nothing left to do for it.
        }
    }

    /** Ends the thread and waits for it; not from that thread. */
    @Override
    public void close() {
        running = false;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        runTasks();
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
