// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.LogLevel;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.ClientSession;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.transport.TransportHost;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One transport at work, and what it sees of the broker. */
final class HostedTransport implements TransportHost {
    private static final Logger LOG = LoggerFactory.getLogger(HostedTransport.class);

    private final Transport transport;
    private final Broker broker;
    private volatile boolean running;
    private volatile String problem = "";

    HostedTransport(Transport transport, Broker broker) {
        this.transport = transport;
        this.broker = broker;
    }

    /** @return false when it cannot run; the log says why */
    synchronized boolean start() {
        running = true;
        try {
            transport.start(this);
            LOG.info("transport {}: started", description());
            return true;
        } catch (FailureException e) {
            problem = e.failure().toString();
            LOG.error("transport {} cannot accept clients: {}", name(), problem);
        } catch (RuntimeException e) {
            problem = e.toString();
            LOG.error("transport {} cannot accept clients", name(), e);
        }
        running = false;
        return false;
    }

    void quiesce() {
        if (running) {
            transport.quiesce();
        }
    }

    /** Tells its clients why; afterwards they have left. */
    synchronized void stop(Failure reason) {
        if (!running) {
            return;
        }
        running = false;
        LOG.info("transport {}: stops; {}", name(), reason);
        broker.transportStops(this);
        try {
            transport.stop(reason);
        } catch (RuntimeException e) {
            LOG.error("transport {} did not stop as it should", name(), e);
        }
        broker.transportStopped(this, reason);
    }

    /** Its name, and why it cannot accept clients. */
    String problem() {
        return name() + ": " + problem;
    }

    boolean isRunning() {
        return running;
    }

    boolean suffices() {
        return transport.suffices();
    }

    boolean hosts(Transport other) {
        return transport == other;
    }

    String name() {
        return transport.name();
    }

    void checkRunning() {
        if (!running) {
            throw stopped();
        }
    }

    /** Its name and, if it has one to tell, its address. */
    String description() {
        String address = transport.address();
        return address.isEmpty() ? name() : name() + " " + address;
    }

    List<String> routes() {
        return transport.routes();
    }

    Outlet open(long connectionId) {
        checkRunning();
        return transport.open(connectionId);
    }

    @Override
    public ClientSession join(ClientInfo info, ClientPort port) {
        checkRunning();
        Client client = broker.join(this, info, port);
        if (!running) {
            client.left(stopped().failure());
            throw stopped();
        }
        return client;
    }

    @Override
    public ProxyStatus status() {
        return broker.status();
    }

    @Override
    public void logLevel(LogLevel level) {
        broker.logLevel(level);
    }

    @Override
    public void stop() {
        broker.stop();
    }

    private FailureException stopped() {
        return new FailureException(
                Failure.of(ErrorCode.PROXY_STOPPING, "transport " + name() + " is ending; connect again"));
    }
}
