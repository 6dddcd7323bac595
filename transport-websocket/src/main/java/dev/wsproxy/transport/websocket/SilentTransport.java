// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.Failure;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.transport.TransportHost;

/**
 * An endpoint that does not listen, so that status can say why.
 *
 * @param reason for people
 */
record SilentTransport(String reason) implements Transport {
    @Override
    public String name() {
        return WebSocketTransport.NAME;
    }

    @Override
    public String address() {
        return "not listening: " + reason;
    }

    @Override
    public void start(TransportHost host) {}

    @Override
    public Outlet open(long connectionId) {
        return new WebSocketOutlet();
    }

    @Override
    public void quiesce() {}

    @Override
    public void stop(Failure reason) {}
}
