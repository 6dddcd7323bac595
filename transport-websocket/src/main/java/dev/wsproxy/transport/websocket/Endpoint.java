// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.Failure;
import dev.wsproxy.transport.TransportHost;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running endpoint. While its port is taken it tries again, and the rest of the proxy works without it. */
final class Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final EndpointOptions options;
    private final EndpointClients clients;
    private final Writers writers = new Writers();
    private final WebServer server;
    private final UpgradeGate gate;
    private volatile String address = "not listening yet";
    private Scheduler.@Nullable Task retry;
    private boolean quiet;

    private Endpoint(EndpointOptions options, TransportHost host) {
        this.options = options;
        clients = new EndpointClients(options.limits());
        server = new WebServer(options);
        gate = new UpgradeGate(new EndpointContext(
                options,
                host,
                clients,
                new FailedLogins(System::nanoTime),
                writers,
                server.executor(),
                server.scheduler()));
    }

    static Endpoint start(EndpointOptions options, TransportHost host) {
        Endpoint endpoint = new Endpoint(options, host);
        endpoint.server.start(endpoint.gate);
        endpoint.listen();
        return endpoint;
    }

    private synchronized void listen() {
        if (quiet) {
            return;
        }
        try {
            address = options.url(server.listen());
            LOG.info("listens on {}", address);
        } catch (IOException e) {
            String problem = options.url(options.port()) + " cannot be had (" + rootMessage(e) + ")";
            String before = address;
            address = "not listening: " + problem;
            if (!address.equals(before)) {
                LOG.warn(
                        "{}: another proxy or another program has the port, so WebSocket clients cannot reach this proxy; end"
                                + " that program, or set another port (WSPROXY_PORT, wsproxy run --port, or port in"
                                + " dev.wsproxy.transport.websocket.cfg); trying again every {} s",
                        problem,
                        options.timing().retryInterval().toSeconds());
            }
            retry = server.scheduler().schedule(this::listen, options.timing().retryInterval());
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /** Where it listens, or why it does not. */
    String address() {
        return address;
    }

    synchronized void quiesce() {
        if (!quiet) {
            quiet = true;
            if (retry != null) {
                retry.cancel();
            }
            gate.shut();
            server.quiesce();
            address = "not listening: it is ending";
        }
    }

    void stop(Failure reason) {
        quiesce();
        clients.all().forEach(client -> client.finish(Farewell.goingAway(reason)));
        try {
            clients.awaitNone(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        clients.all().forEach(EndpointClient::abort);
        server.close();
        writers.close();
    }
}
