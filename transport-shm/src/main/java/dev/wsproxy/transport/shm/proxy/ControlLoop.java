// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.transport.shm.MemoryFaults;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final int FAILURES = 10;
    private static final long CALL_CHECK_MS = 100;

    private final Selector selector;
    private final Thread thread;
    private final Runnable died;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Peer> peers = new ArrayList<>();
    private volatile boolean running = true;

    /** Does something when its channel is ready; on the loop's thread. */
    interface Ready {
        void ready(SelectionKey key);

        /** It has thrown this, which is nobody else's business. */
        void failed(Throwable cause);
    }

    /** @param died is called once, on the loop's thread, if it ends without having been closed */
    ControlLoop(Runnable died) throws IOException {
        this.died = died;
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
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        while (!await(done)) {
            if (!thread.isAlive()) {
                runTasks();
            }
        }
        done.join();
    }

    private static boolean await(CompletableFuture<Void> done) {
        boolean interrupted = Thread.interrupted();
        try {
            done.get(CALL_CHECK_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
            // The caller looks itself.
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return done.isDone();
    }

    private void run() {
        try {
            int failures = 0;
            while (running && failures < FAILURES) {
                failures = turn() ? 0 : failures + 1;
            }
        } finally {
            if (running) {
                running = false;
                LOG.error("The control loop has ended: no client can be served any more");
                died.run();
            }
        }
    }

    /** Works until there is nothing to do, and sleeps then; false if that failed for a reason that is no single peer's. */
    private boolean turn() {
        try {
            for (int idle = 0; running && idle <= SPINS; idle++) {
                if (work()) {
                    idle = 0;
                } else {
                    Thread.onSpinWait();
                }
            }
            sleep();
            return true;
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("The control loop failed", e);
            return false;
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
            run(task);
        }
        return any;
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A task of the control loop failed", e);
        }
    }

    private void sleep() throws IOException {
        boolean waiting = false;
        boolean found = false;
        tellPeers(true);
        for (Peer peer : peers) {
            waiting |= peer.isWaiting();
            found |= peer.hasRequests();
        }
        if (!found && tasks.isEmpty()) {
            selector.select(this::ready, waiting ? RETRY_MS : LONGEST_SLEEP_MS);
        }
        tellPeers(false);
    }

    private void tellPeers(boolean sleeps) {
        try {
            peers.forEach(peer -> peer.sleeps(sleeps));
            MemoryFaults.surface();
        } catch (InternalError e) {
            peers.forEach(Peer::verifyMemory);
            peers.forEach(peer -> peer.sleeps(sleeps));
        }
    }

    private void ready(SelectionKey key) {
        Ready ready = (Ready) key.attachment();
        try {
            ready.ready(key);
        } catch (CancelledKeyException e) {
            // Closed while it was being selected: there is nothing left to do for it.
        } catch (RuntimeException | Error e) {
            ready.failed(e);
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
