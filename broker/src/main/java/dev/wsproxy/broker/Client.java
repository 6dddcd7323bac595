// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.ClientSession;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One registered client and its connections, by the handles that it chose. */
final class Client implements ClientSession {
    private static final Logger LOG = LoggerFactory.getLogger(Client.class);

    private final long id;
    private final ClientInfo info;
    private final ClientPort port;
    private final HostedTransport transport;
    private final Broker broker;
    private final long sinceEpochMs;
    private final Map<Integer, ClientConnection> connections = new ConcurrentHashMap<>();
    private final AtomicBoolean gone = new AtomicBoolean();

    Client(long id, ClientInfo info, ClientPort port, HostedTransport transport, Broker broker, long sinceEpochMs) {
        this.id = id;
        this.info = info;
        this.port = port;
        this.transport = transport;
        this.broker = broker;
        this.sinceEpochMs = sinceEpochMs;
    }

    long id() {
        return id;
    }

    /** Whether it may open only what it has a local token for. */
    boolean needsToken() {
        return info.needsToken();
    }

    ClientPort port() {
        return port;
    }

    HostedTransport transport() {
        return transport;
    }

    @Override
    public void open(int handle, OpenRequest request) {
        ClientConnection connection = new ClientConnection(this, handle, request, broker.greeting());
        if (connections.putIfAbsent(handle, connection) != null) {
            port.disconnect(Failure.of(
                    ErrorCode.INVALID_REQUEST,
                    "handle " + handle + " was used for two connections; choose a new number for each"));
        } else if (gone.get()) {
            connections.remove(handle);
        } else {
            connection.lookAtAccounts();
            connection.begin();
        }
    }

    @Override
    public SendResult send(int handle, FrameType type, ByteBuffer data) {
        ClientConnection connection = connections.get(handle);
        return connection == null ? SendResult.CLOSED : connection.send(type, data);
    }

    @Override
    public void subscribe(int handle, long correlationId, SubscriptionRequest request) {
        ClientConnection connection = connections.get(handle);
        if (connection != null) {
            connection.subscribe(correlationId, request);
        }
    }

    @Override
    public void unsubscribe(int handle, long correlationId, SubscriptionRequest request) {
        ClientConnection connection = connections.get(handle);
        if (connection != null) {
            connection.unsubscribe(correlationId, request);
        }
    }

    @Override
    public void restate(int handle) {
        ClientConnection connection = connections.get(handle);
        if (connection != null) {
            connection.restate();
        }
    }

    @Override
    public void close(int handle) {
        ClientConnection connection = connections.get(handle);
        if (connection != null) {
            connection.leave(true);
        }
    }

    @Override
    public void left(Failure reason) {
        if (gone.compareAndSet(false, true)) {
            connections.values().forEach(connection -> connection.leave(false));
            broker.left(this);
            LOG.info("client {} {}: left; {}", id, info.name(), reason);
        }
    }

    void tick(long nowNs) {
        connections.values().forEach(connection -> connection.tick(nowNs));
    }

    void protocolGone(Protocol protocol) {
        connections.values().forEach(connection -> connection.protocolGone(protocol));
    }

    /** A connection has ended. */
    void forget(ClientConnection connection) {
        connections.remove(connection.handle(), connection);
    }

    ProxyStatus.Client status() {
        return new ProxyStatus.Client(
                id,
                info.name(),
                info.pid(),
                transport.name(),
                sinceEpochMs,
                connections.values().stream()
                        .map(ClientConnection::connectionId)
                        .filter(connectionId -> connectionId > 0)
                        .sorted()
                        .toList(),
                port.lagBytes(),
                port.gaps(),
                port.missed());
    }

    @Override
    public String toString() {
        return "client " + id + " " + info.name();
    }
}
