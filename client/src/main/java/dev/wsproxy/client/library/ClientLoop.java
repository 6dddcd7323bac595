// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.client.ClientOptions;
import dev.wsproxy.transport.ClientLink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client does over and over: take what has arrived, look at the clock, notice the end. Turned by one thread at a
 * time, the one that a {@link Polling} decides on; what other threads may call says so.
 */
final class ClientLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLoop.class);
    private static final long CHECK_INTERVAL_NS = 100_000_000;
    private static final Failure LEFT = Failure.of(ErrorCode.CLOSED, "the client was closed by its owner");

    private final String name;
    private final Timeouts timeouts;
    private final GuardedListener listener;
    private final ConnectionTable connections = new ConnectionTable();
    private final ConnectionEvents events;
    private final AtomicLong correlationIds = new AtomicLong();
    private final ProxySession session;
    private volatile boolean leaving;
    private volatile boolean ended;
    private long leavingSinceNs;
    private long checkedNs = System.nanoTime();

    ClientLoop(ClientOptions options, ClientLink link, Timeouts timeouts) {
        this.name = options.name();
        this.timeouts = timeouts;
        this.listener = new GuardedListener(name, options.listener());
        this.events = new ConnectionEvents(connections, listener);
        this.session = new ProxySession(link, connections, listener);
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

    /** Any thread. */
    ProxySession session() {
        return session;
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
        connection.requestOpen();
        if (ended) {
            abandon(connection, LEFT);
        }
    }

    /** Gives up waiting for a connection to open; closes it when it just has been. Any thread. */
    void abandon(LocalConnection connection, Failure reason) {
        boolean unopened = connection.settle();
        connection.close();
        if (unopened) {
            connections.remove(connection);
            connection.ended(reason);
        }
    }

    /** Begins to leave: in order, so that what was sent before still goes out. Any thread. */
    void leave() {
        leaving = true;
        connections.all().forEach(LocalConnection::close);
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
        int handled = poll(limit);
        long nowNs = System.nanoTime();
        if (nowNs - checkedNs > CHECK_INTERVAL_NS) {
            checkedNs = nowNs;
            session.control().expire(nowNs);
            connections.all().forEach(connection -> connection.check(nowNs));
        }
        Optional<Failure> loss = session.loss();
        if (loss.isPresent()) {
            LOG.warn("Proxy lost: client={} pid={} {}", name, session.proxyPid(), loss.get());
            listener.onProxyDisconnected(loss.get());
            end(loss.get());
        } else if (leaving) {
            endWhenLeft(nowNs);
        }
        return handled;
    }

    private int poll(int limit) {
        try {
            return session.poll(limit);
        } catch (RuntimeException e) {
            LOG.error("Link failed: client={}", name, e);
            session.onLost(Failure.of(ErrorCode.INTERNAL, "the link to the proxy failed: " + e));
            return 0;
        }
    }

    private void endWhenLeft(long nowNs) {
        if (leavingSinceNs == 0) {
            leavingSinceNs = nowNs;
        }
        if (connections.isEmpty() || nowNs - leavingSinceNs > timeouts.leave().toNanos()) {
            end(LEFT);
        }
    }

    private void end(Failure reason) {
        session.close(reason);
        ended = true;
        connections.all().forEach(connection -> events.ended(connection, reason));
    }

    /** Sleeps until something arrives, or the time is over; not at all when nothing can arrive any more. */
    void idle(Duration longest) {
        if (!ended) {
            session.idle(longest);
        }
    }
}
