// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.upstream.UpstreamConnector;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shared connections: at most one per key, made by whoever asks first. Safe from any thread. */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Environment environment;
    private final Closings closings = new Closings();
    private final Map<ConnectionKey, SharedConnection> byKey = new ConcurrentHashMap<>();
    private final GivenUp givenUp = new GivenUp();
    private final AtomicLong lastId = new AtomicLong();

    Connections(Environment environment) {
        this.environment = environment;
    }

    Closings closings() {
        return closings;
    }

    /**
     * Gives a client a place in the connection with this key, which is made if need be.
     *
     * @throws FailureException when there are too many, or the client cannot be taken
     */
    void join(ClientConnection client, ConnectionKey key, Admission admission, Protocol protocol) {
        while (true) {
            SharedConnection connection = byKey.computeIfAbsent(key, absent -> create(absent, protocol));
            if (connection.join(client, admission)) {
                return;
            }
            byKey.remove(key, connection);
        }
    }

    private SharedConnection create(ConnectionKey key, Protocol protocol) {
        int most = environment.settings().get().maxConnections();
        if (byKey.size() >= most) {
            throw new FailureException(Failure.of(
                    ErrorCode.LIMIT_EXCEEDED,
                    "the proxy has " + most + " shared connections, which is its limit; close some, or raise"
                            + " maxConnections in dev.wsproxy.broker.cfg"));
        }
        SharedConnection connection = new SharedConnection(lastId.incrementAndGet(), key, protocol, environment, this);
        givenUp.forget(key);
        LOG.info("connection {}: created", connection);
        return connection;
    }

    /**
     * A connection has ended; the next client of its key makes a new one.
     *
     * @param epitaph what its status was if it was given up; else null
     */
    void retired(SharedConnection connection, ProxyStatus.@Nullable SharedConnection epitaph) {
        if (epitaph != null) {
            givenUp.add(connection.key(), epitaph);
        }
        byKey.remove(connection.key(), connection);
        LOG.info("connection {}: ended", connection);
    }

    /** A socket has ended; called without locks. */
    void socketOver(ConnectionKey key, Attempt attempt) {
        SharedConnection waiting = closings.ended(key, attempt) ? byKey.get(key) : null;
        if (waiting != null) {
            waiting.wake();
        }
    }

    void protocolGone(Protocol protocol) {
        Failure why = Failure.of(
                ErrorCode.UNSUPPORTED,
                "the protocol " + protocol.name() + " was removed or replaced; open the connection again");
        byKey.values().stream()
                .filter(connection -> connection.protocol() == protocol)
                .forEach(connection -> connection.end(why));
    }

    /** Everything ends. */
    void end(Failure why) {
        forEach(connection -> connection.end(why));
    }

    void connectorGone(UpstreamConnector connector) {
        forEach(connection -> connection.connectorGone(connector));
    }

    void connectorCame() {
        forEach(SharedConnection::wake);
    }

    void transportGone(HostedTransport transport) {
        forEach(connection -> connection.transportGone(transport));
    }

    void tick() {
        forEach(SharedConnection::tick);
    }

    List<ProxyStatus.SharedConnection> status() {
        return Stream.concat(byKey.values().stream().map(SharedConnection::status), givenUp.all().stream())
                .sorted(Comparator.comparingLong(ProxyStatus.SharedConnection::id))
                .toList();
    }

    private void forEach(Consumer<SharedConnection> action) {
        byKey.values().forEach(action);
    }
}
