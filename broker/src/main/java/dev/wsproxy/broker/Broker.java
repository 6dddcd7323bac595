// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Failure;
import dev.wsproxy.LogLevel;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.upstream.UpstreamConnector;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole of the broker without OSGi: plugins are added and removed, {@link #tick} is called, it serves. */
final class Broker {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final HostProcess process;
    private final Environment environment;
    private final Plugins plugins = new Plugins();
    private final Connections connections;
    private final Greeting greeting;
    private final Clients clients;
    private final Transports transports = new Transports(this);
    private final Lifetime lifetime;
    private final long startNs;
    private final AtomicLong lastClientId = new AtomicLong();
    private volatile BrokerSettings settings;
    private boolean closed;

    /**
     * @param nanoTime monotonic time
     * @param epochNs nanoseconds since 1970-01-01T00:00Z
     * @param random from 0 (inclusive) to 1 (exclusive)
     * @param accountThread reads the file of accounts, which may hang
     * @param endThread runs what ends the process, which may take a while
     */
    Broker(
            HostProcess process,
            BrokerSettings settings,
            LongSupplier nanoTime,
            LongSupplier epochNs,
            DoubleSupplier random,
            Executor accountThread,
            Executor endThread) {
        this.process = process;
        this.settings = settings;
        this.environment = new Environment(
                nanoTime,
                new EpochClock(nanoTime, epochNs),
                random,
                () -> this.settings,
                plugins,
                new EntrustedAccounts(process.accountFile(), accountThread, nanoTime));
        this.connections = new Connections(environment);
        this.greeting = new Greeting(environment, connections);
        this.startNs = nanoTime.getAsLong();
        this.clients = new Clients(startNs);
        this.lifetime = new Lifetime(process.directory(), clients, transports::quiesce, this::end, endThread);
    }

    /** Lets clients in. */
    void start() {
        LOG.info("broker {}: serves {}", process.version(), process.directory().path());
        transports.start().ifPresent(this::fail);
    }

    void settings(BrokerSettings changed) {
        settings = changed;
    }

    void add(Transport transport) {
        transports.add(transport).ifPresent(this::fail);
    }

    void remove(Transport transport) {
        transports.remove(transport);
    }

    void add(Protocol protocol) {
        plugins.add(protocol);
    }

    void remove(Protocol protocol) {
        plugins.remove(protocol);
        clients.snapshot().forEach(client -> client.protocolGone(protocol));
        connections.protocolGone(protocol);
    }

    void add(UpstreamConnector connector) {
        plugins.add(connector);
        connections.connectorCame();
    }

    void remove(UpstreamConnector connector) {
        plugins.remove(connector);
        connections.connectorGone(connector);
    }

    /** Time has passed; called several times a second by one thread. */
    void tick() {
        long nowNs = environment.nanoTime().getAsLong();
        environment.epoch().rebase();
        environment.accounts().watch().tick();
        clients.snapshot().forEach(client -> client.tick(nowNs));
        connections.tick();
        lifetime.tick(nowNs, settings.linger());
    }

    Client join(HostedTransport transport, ClientInfo info, ClientPort port) {
        RequestLimits.checkName(info.name());
        long epochMs = TimeUnit.NANOSECONDS.toMillis(
                environment.epoch().at(environment.nanoTime().getAsLong()));
        Client client = new Client(lastClientId.incrementAndGet(), info, port, transport, this, epochMs);
        clients.add(client, settings.maxClients());
        LOG.info("{}: joined over {}", client, transport.name());
        return client;
    }

    /** A client has left. */
    void left(Client client) {
        clients.remove(client, environment.nanoTime().getAsLong());
    }

    Greeting greeting() {
        return greeting;
    }

    ProxyStatus status() {
        return new ProxyStatus(
                ProcessHandle.current().pid(),
                process.version(),
                TimeUnit.NANOSECONDS.toSeconds(environment.nanoTime().getAsLong() - startNs),
                process.directory().path(),
                clients.snapshot().stream().map(Client::status).toList(),
                connections.status(),
                process.bundles().get(),
                new ProxyStatus.Services(
                        transports.descriptions(),
                        plugins.connectorNames(),
                        plugins.protocolNames(),
                        transports.routes()));
    }

    void logLevel(LogLevel level) {
        process.logLevel().accept(level);
    }

    /** Ends the process; returns at once. */
    void stop() {
        lifetime.stop();
    }

    /** Tells all clients, closes all upstreams and waits a moment for them to be closed. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        clients.end();
        transports.stop(Clients.ENDING);
        connections.end(Clients.ENDING);
        try {
            connections.closings().await(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.info("broker: closed");
    }

    private void end() {
        close();
        process.end().run();
    }

    private void fail(String reason) {
        LOG.error("the proxy ends: {}", reason);
        close();
        process.fail().accept(reason);
    }

    /** From now on nothing may be delivered to it. */
    void transportStops(HostedTransport transport) {
        connections.transportGone(transport);
    }

    /** It has told its clients and cut their links. */
    void transportStopped(HostedTransport transport, Failure reason) {
        clients.snapshot().stream()
                .filter(client -> client.transport() == transport)
                .forEach(client -> client.left(reason));
    }
}
