// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.client.ClientOptions;
import dev.wsproxy.transport.ClientLink;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client does over and over: take what has arrived, look at the clock, notice the end of its proxy and its own.
 * Turned by one thread at a time, the one that a {@link Polling} decides on; what other threads may call says so.
 */
final class ClientLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLoop.class);
    private static final long CHECK_INTERVAL_NS = 100_000_000;

    private final String name;
    private final Timeouts timeouts;
    private final GuardedListener listener;
    private final Callable<ClientLink> finder;
    private final RestartLimit restarts;
    private final ConnectionTable connections = new ConnectionTable();
    private final ConnectionEvents events;
    private final AtomicInteger handles = new AtomicInteger();
    private final AtomicLong correlationIds = new AtomicLong();
    private volatile ProxySession session;
    private volatile @Nullable ProxyRecovery recovery;
    private volatile boolean leaving;
    private volatile boolean ended;
    private long leavingSinceNs;
    private long checkedNs = System.nanoTime();

    ClientLoop(ClientOptions options, ClientLink link, Callable<ClientLink> finder, Timeouts timeouts) {
        this.name = options.name();
        this.timeouts = timeouts;
        this.listener = new GuardedListener(name, options.listener());
        this.finder = finder;
        this.restarts = new RestartLimit(options.startProxy());
        this.events = new ConnectionEvents(connections, listener);
        this.session = new ProxySession(link, connections, events, listener);
    }

    String name() {
        return name;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /** Any thread. */
    ConnectionTable connections() {
        return connections;
    }

    /** With the present proxy, or with the last one. Any thread. */
    ProxySession session() {
        return session;
    }

    /** Any thread. */
    int nextHandle() {
        return handles.incrementAndGet();
    }

    /** Any thread. */
    long nextCorrelationId() {
        return correlationIds.incrementAndGet();
    }

    /** Any thread. */
    boolean isLeaving() {
        return leaving;
    }

    /** Whether {@link #turn} has nothing more to do, ever. Any thread. */
    boolean hasEnded() {
        return ended;
    }

    /** A connection is being opened. Any thread. */
    void add(LocalConnection connection) {
        connections.add(connection);
        ask(session, connection);
        if (ended) {
            abandon(connection, session.loss().orElse(ConnectionEvents.LEFT));
        }
    }

    private void ask(ProxySession proxy, LocalConnection connection) {
        connection.remote().open(proxy).ifPresent(reason -> abandon(connection, reason));
    }

    /** Gives up waiting for a connection to open; closes it when it just has been. Any thread. */
    void abandon(LocalConnection connection, Failure reason) {
        boolean unopened = connection.settle();
        connection.close();
        if (unopened) {
            connection.ended(reason);
        }
        if (unopened && !connection.remote().isCloseUnsent()) {
            connections.remove(connection);
        }
    }

    /** Begins to leave: in order, so that what was sent before still goes out. Any thread. */
    void leave() {
        leaving = true;
        connections.all().forEach(LocalConnection::close);
        ProxyRecovery running = recovery;
        if (running != null) {
            running.wake();
        }
        session.wake();
    }

    /**
     * Hands what has arrived to the listener.
     *
     * @param limit the most records to hand over
     * @return how many were handed over
     */
    int turn(int limit) {
        if (ended) {
            return 0;
        }
        ProxyRecovery running = recovery;
        int handled = 0;
        if (running == null) {
            handled = poll(limit);
            session.loss().ifPresent(this::lost);
        } else {
            running.link().ifPresent(this::join);
            running.failure().ifPresent(this::notReplaced);
        }
        long nowNs = System.nanoTime();
        if (nowNs - checkedNs > CHECK_INTERVAL_NS) {
            checkedNs = nowNs;
            session.control().expire(nowNs);
            connections.all().forEach(connection -> check(connection, nowNs));
        }
        if (leaving && !ended) {
            endWhenLeft(nowNs);
        }
        return handled;
    }

    private int poll(int limit) {
        try {
            return session.poll(limit);
        } catch (RuntimeException | Error e) {
            // An error too, such as a fault in mapped memory: the thread must live to say that the client has lost its
            // proxy.
            LOG.error("Link failed: client={}", name, e);
            session.onLost(Failure.of(ErrorCode.INTERNAL, "the link to the proxy failed: " + e));
            return 0;
        }
    }

    private void check(LocalConnection connection, long nowNs) {
        connection.check(nowNs);
        events.check(connection);
        Restoration restoration = connection.restoration();
        if (connection.isLeaving() && connection.remote().isUnknown()) {
            events.ended(connection, ConnectionEvents.LEFT);
        } else if (restoration != null && restoration.isDue(nowNs)) {
            connections.remove(connection);
            connection.remote().renew(nextHandle());
            connections.add(connection);
            ask(session, connection);
        }
    }

    private void lost(Failure reason) {
        LOG.warn("Proxy lost: client={} pid={} {}", name, session.proxyPid(), reason);
        session.close(reason);
        listener.onProxyDisconnected(reason);
        if (leaving || !restarts.allows(reason)) {
            end(reason);
            return;
        }
        for (LocalConnection connection : connections.all()) {
            if (connection.isRestorable()) {
                events.restorer().suspend(connection, reason);
            } else {
                events.ended(connection, reason);
            }
        }
        recovery = new ProxyRecovery(name, finder);
    }

    private void notReplaced(Failure reason) {
        LOG.warn("Proxy not replaced: client={} {}", name, reason);
        if (!leaving && restarts.allows(reason)) {
            recovery = new ProxyRecovery(name, finder);
        } else {
            end(reason);
        }
    }

    private void join(ClientLink link) {
        ProxySession next = new ProxySession(link, connections, events, listener);
        session = next;
        recovery = null;
        restarts.found();
        LOG.info("Proxy replaced: client={} pid={}", name, next.proxyPid());
        connections.all().forEach(connection -> ask(next, connection));
    }

    private void endWhenLeft(long nowNs) {
        if (leavingSinceNs == 0) {
            leavingSinceNs = nowNs;
        }
        if (recovery != null
                || connections.isEmpty()
                || nowNs - leavingSinceNs > timeouts.leave().toNanos()) {
            end(ConnectionEvents.LEFT);
        }
    }

    private void end(Failure reason) {
        ProxyRecovery running = recovery;
        if (running != null) {
            running.abandon();
        }
        session.close(reason);
        ended = true;
        connections.all().forEach(connection -> events.ended(connection, reason));
    }

    /** Sleeps until something arrives, or the time is over; not at all when nothing can arrive any more. */
    void idle(Duration longest) {
        ProxyRecovery running = recovery;
        if (running != null) {
            running.await(longest);
        } else if (!ended) {
            session.idle(longest);
        }
    }
}
