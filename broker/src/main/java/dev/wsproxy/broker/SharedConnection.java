// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.upstream.UpstreamConnector;
import dev.wsproxy.upstream.UpstreamInfo;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One upstream connection and the clients that share it, as the threads see it: clients', the connector's and the timer.
 * Each call takes its turn and is stamped; what happens in it is the {@link Hub}'s.
 */
final class SharedConnection {
    private final long id;
    private final ConnectionKey key;
    private final Protocol protocol;
    private final Environment environment;
    private final Connections connections;
    private final Object outletOpening = new Object();
    private final Turns turns = new Turns();
    private final CallTime time;
    private final Upstream upstream;
    private final Hub hub;

    SharedConnection(long id, ConnectionKey key, Protocol protocol, Environment environment, Connections connections) {
        this.id = id;
        this.key = key;
        this.protocol = protocol;
        this.environment = environment;
        this.connections = connections;
        this.time = new CallTime(environment.nanoTime(), environment.epoch());
        this.upstream = new Upstream(this, environment, connections.closings(), time);
        this.hub = new Hub(this, protocol, time, turns, upstream, environment.accounts());
    }

    long id() {
        return id;
    }

    ConnectionKey key() {
        return key;
    }

    Protocol protocol() {
        return protocol;
    }

    /**
     * Gives a client a place.
     *
     * @return false when this connection has ended: the client needs another one
     */
    boolean join(ClientConnection client, Admission admission) {
        try {
            if (!openLane(client.transport())) {
                return false;
            }
            begin();
            try {
                if (hub.isRetired()) {
                    return false;
                }
                hub.seat(client, admission);
                return true;
            } finally {
                turns.end();
            }
        } catch (RuntimeException e) {
            turns.run(hub::retireIfDeserted);
            throw e;
        }
    }

    /** Opens the way to a transport's clients outside any turn, because that may take milliseconds. */
    private boolean openLane(HostedTransport transport) {
        synchronized (outletOpening) {
            begin();
            try {
                if (hub.isRetired() || hub.lanes().of(transport) != null) {
                    return !hub.isRetired();
                }
            } finally {
                turns.end();
            }
            Outlet outlet = transport.open(id);
            begin();
            try {
                // A transport that has stopped meanwhile has been looked for in vain.
                if (!hub.isRetired() && transport.isRunning()) {
                    hub.lanes().add(new Lane(transport, outlet));
                    return true;
                }
            } finally {
                turns.end();
            }
            outlet.close();
            transport.checkRunning();
            return false;
        }
    }

    /** @param tell whether the client is still there to be told */
    void leave(Member member, boolean tell) {
        act(() -> hub.leave(member, tell));
    }

    SendResult send(Member member, FrameType type, ByteBuffer data) {
        begin();
        try {
            return hub.send(member, type, data);
        } finally {
            turns.end();
        }
    }

    void subscribe(Member member, long correlationId, SubscriptionRequest request) {
        act(() -> hub.subscribe(member, correlationId, request));
    }

    void unsubscribe(Member member, long correlationId, SubscriptionRequest request) {
        act(() -> hub.unsubscribe(member, correlationId, request));
    }

    void restate(Member member) {
        act(() -> hub.audience().restate(member));
    }

    void upstreamOpened(Attempt from, UpstreamInfo info) {
        act(() -> hub.opened(from, info));
    }

    /** The hot path: no allocation, unless a connector calls from inside one of its own methods. */
    void upstreamFrame(Attempt from, FrameType type, ByteBuffer data) {
        long nowNs = environment.nanoTime().getAsLong();
        if (turns.begin()) {
            try {
                time.start(nowNs);
                hub.frame(from, type, data);
            } finally {
                turns.end();
            }
        } else {
            ByteBuffer copy =
                    ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip();
            act(() -> hub.frame(from, type, copy));
        }
    }

    void upstreamActivity(Attempt from) {
        act(() -> hub.heard(from));
    }

    void upstreamOver(Attempt from, Failure failure) {
        act(() -> hub.over(from, failure));
        connections.socketOver(key, from);
    }

    void tick() {
        act(hub::tick);
    }

    /** Something that an attempt may have waited for has happened. */
    void wake() {
        act(hub::advance);
    }

    /** Everybody has to leave. */
    void end(Failure why) {
        act(() -> hub.end(why));
    }

    void connectorGone(UpstreamConnector connector) {
        act(() -> hub.connectorGone(connector));
    }

    /** Delivers no more to a transport that is about to stop. */
    void transportGone(HostedTransport transport) {
        act(() -> hub.lanes().drop(transport));
    }

    /** Called by the hub, from inside a turn, when the last client has left. */
    void retired() {
        connections.retired(this, upstream.isGivenUp() ? present() : null);
    }

    ProxyStatus.SharedConnection status() {
        begin();
        try {
            return present();
        } finally {
            turns.end();
        }
    }

    /** Its status, asked for from inside a turn. */
    private ProxyStatus.SharedConnection present() {
        Traffic traffic = hub.traffic();
        long ageNs = traffic.ageNs(time.ns());
        return new ProxyStatus.SharedConnection(
                id,
                key.endpoint(),
                key.protocol(),
                upstream.state(),
                upstream.reason(),
                hub.audience().count(),
                traffic.frames(),
                traffic.bytes(),
                upstream.reconnects(),
                ageNs < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(ageNs),
                hub.lanes().lostMessages(),
                hub.lanes().isFull(),
                hub.lanes().memoryBytes(),
                hub.lanes().memoryBound(),
                traffic.errors());
    }

    @Override
    public String toString() {
        return id + " " + key;
    }

    private void act(Runnable action) {
        turns.run(() -> {
            time.start();
            action.run();
        });
    }

    private void begin() {
        if (!turns.begin()) {
            throw new IllegalStateException(
                    "called from inside a delivery of the same connection, see the contract of ClientSession: connection="
                            + id);
        }
        time.start();
    }
}
