// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.transport.TransportHost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The endpoint as a transport: started and stopped by the broker. */
final class WebSocketTransport implements Transport {
    static final String NAME = "websocket";

    private final EndpointOptions options;
    private @Nullable Endpoint endpoint;

    WebSocketTransport(EndpointOptions options) {
        this.options = options;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String address() {
        Endpoint running = endpoint();
        return running == null ? "not listening: it is stopped" : running.address();
    }

    @Override
    public List<String> routes() {
        return options.routes().shown();
    }

    @Override
    public synchronized void start(TransportHost host) {
        if (endpoint != null) {
            throw new IllegalStateException("the endpoint has been started: port=" + options.port());
        }
        endpoint = Endpoint.start(options, host);
    }

    @Override
    public Outlet open(long connectionId) {
        if (endpoint() == null) {
            throw new FailureException(Failure.of(ErrorCode.UNSUPPORTED, "the WebSocket endpoint is not running"));
        }
        return new WebSocketOutlet();
    }

    private synchronized @Nullable Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public void quiesce() {
        Endpoint running = endpoint();
        if (running != null) {
            running.quiesce();
        }
    }

    @Override
    public void stop(Failure reason) {
        Endpoint stopped;
        synchronized (this) {
            stopped = endpoint;
            endpoint = null;
        }
        if (stopped != null) {
            stopped.stop(reason);
        }
    }
}
