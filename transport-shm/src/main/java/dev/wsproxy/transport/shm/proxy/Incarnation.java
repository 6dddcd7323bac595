// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.TransportHost;
import dev.wsproxy.transport.shm.Heartbeat;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.MaintenanceThread;
import dev.wsproxy.transport.shm.queue.QueueOptions;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that a transport has between its start and its stop. */
final class Incarnation {
    private static final Logger LOG = LoggerFactory.getLogger(Incarnation.class);
    private static final long DRAIN_POLL_NS = 5_000_000;

    /** To its clients it is as good as dead, and they look for another one. */
    private static final Failure UNREACHABLE =
            Failure.of(ErrorCode.PROXY_LOST, "the socket of the proxy was removed, so it has ended");

    private volatile ShmOptions options;
    private final Leftovers leftovers;
    private final IncarnationDirectory directory;
    private final List<ShmClient> clients = new CopyOnWriteArrayList<>();
    private final Map<DataQueue, GenerationWriter> queues = new ConcurrentHashMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicBoolean unreachable = new AtomicBoolean();
    private final TransportHost host;
    private final Path socket;
    private final MaintenanceThread maintenance = new MaintenanceThread("wsproxy-shm-maintenance");
    private final ControlLoop loop;
    private final Listener listener;
    private final Registrar registrar;
    private final Ringer ringer;
    private final Heartbeat heartbeat;

    Incarnation(RuntimeDirectory runtime, ShmOptions options, String library, TransportHost host) throws IOException {
        this.options = options;
        this.host = host;
        socket = runtime.socket();
        listener = new Listener(runtime, this::accept);
        try {
            leftovers = new Leftovers(runtime, maintenance);
            directory = IncarnationDirectory.create(runtime);
            loop = new ControlLoop(host::stop);
            listener.register(loop);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
        registrar = new Registrar(this, host, library);
        ringer = new Ringer(clients);
        heartbeat = new Heartbeat("wsproxy-shm-heartbeat", this::beat);
        loop.start();
        LOG.info("Accepting clients on {}", socket);
    }

    ShmOptions options() {
        return options;
    }

    /** For what is made from now on. */
    void options(ShmOptions changed) {
        options = changed;
    }

    /** Where its files lie. */
    Path path() {
        return directory.path();
    }

    ControlLoop loop() {
        return loop;
    }

    Ringer ringer() {
        return ringer;
    }

    Executor maintenance() {
        return maintenance;
    }

    private void accept(SocketChannel socket) throws IOException {
        loop.add(new Peer(loop, socket, registrar, options.drainTimeout().toNanos()));
    }

    ClientMemory memory(long id) throws IOException {
        return ClientMemory.create(directory.client(id), options.replyBytes(), maintenance);
    }

    void add(ShmClient client) {
        clients.add(client);
    }

    void forget(ShmClient client) {
        clients.remove(client);
    }

    private void beat() {
        long nowNs = System.nanoTime();
        long epochMs = System.currentTimeMillis();
        loop.execute(this::beatOnLoop);
        leftovers.check(nowNs, options.leftoverTimeout());
        clients.forEach(client -> client.beat(nowNs, epochMs));
        queues.keySet().removeIf(DataQueue::isUnused);
        queues.forEach(DataQueue::reclaim);
    }

    private void beatOnLoop() {
        listener.resume();
        if (!listener.isReachable() && unreachable.compareAndSet(false, true)) {
            LOG.error("{} was removed or replaced, so no client finds this proxy any more: it ends", socket);
            host.stop();
        }
        loop.peers().forEach(peer -> peer.checkDeadline(System.nanoTime()));
    }

    ShmOutlet open(long connectionId) throws IOException {
        Path path = directory.connection(connectionId);
        long boundBytes = options.maxConnectionBytes() > 0
                ? options.maxConnectionBytes()
                : QueueOptions.defaultBoundBytes(directory.path());
        DataQueue queue = new DataQueue(path, maintenance);
        QueueOptions usual = QueueOptions.data(boundBytes);
        QueueOptions limits = new QueueOptions(
                boundBytes, usual.firstGenerationBytes(), options.pieceBytes(), usual.switchWait(), usual.overflow());
        GenerationWriter writer = GenerationWriter.create(path, limits, queue, maintenance);
        queues.put(queue, writer);
        return new ShmOutlet(connectionId, writer, queue, stopped::get);
    }

    /** Stops accepting; who has not registered yet finds no proxy. */
    void quiesce() {
        loop.call(() -> {
            listener.close();
            loop.peers().stream().filter(Peer::isRegistering).forEach(Peer::end);
        });
    }

    /** Tells the clients, lets them read what there is for a moment, and releases everything. */
    void stop(Failure reason) {
        quiesce();
        Failure told = unreachable.get() ? UNREACHABLE : reason;
        loop.call(() -> loop.peers().forEach(peer -> peer.farewell(told)));
        long deadlineNs = System.nanoTime() + options.drainTimeout().toNanos();
        while (!clients.isEmpty() && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(DRAIN_POLL_NS);
        }
        loop.call(() -> loop.peers().forEach(Peer::end));
        loop.close();
        heartbeat.close();
        ringer.close();
        stopped.set(true);
        maintenance.close();
        leftovers.delete();
        directory.delete();
    }
}
