// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import dev.wsproxy.Failure;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.transport.TransportHost;

/** Stands for the transport before there is one. */
enum NoTransport implements Transport {
    INSTANCE;

    @Override
    public void start(TransportHost host) {
        throw new IllegalStateException("there is no transport yet");
    }

    @Override
    public Outlet open(long connectionId) {
        throw new IllegalStateException("there is no transport yet");
    }

    @Override
    public void quiesce() {}

    @Override
    public void stop(Failure reason) {}
}
