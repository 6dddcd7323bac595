// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.Outlet;
import dev.wsproxy.transport.Transport;
import dev.wsproxy.transport.TransportHost;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A transport whose clients are objects of the test. */
final class FakeTransport implements Transport {
    private final String name;
    final List<FakeOutlet> outlets = new CopyOnWriteArrayList<>();
    TransportHost host;
    Failure refusal;
    RuntimeException outletRefusal;
    Outlet outlet;
    String address = "";
    boolean suffices = true;
    volatile boolean quiesced;
    volatile Failure stopped;
    Runnable onQuiesce = () -> {};
    Runnable onOpen = () -> {};

    FakeTransport(String name) {
        this.name = name;
    }

    FakeClient join(String clientName) {
        return join(new ClientInfo(clientName, 4711));
    }

    FakeClient join(ClientInfo info) {
        FakeClient client = new FakeClient();
        client.session = host.join(info, client);
        return client;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public boolean suffices() {
        return suffices;
    }

    @Override
    public void start(TransportHost broker) {
        if (refusal != null) {
            throw new FailureException(refusal);
        }
        host = broker;
    }

    @Override
    public Outlet open(long connectionId) {
        onOpen.run();
        if (outletRefusal != null) {
            throw outletRefusal;
        }
        if (outlet != null) {
            return outlet;
        }
        FakeOutlet made = new FakeOutlet(connectionId);
        outlets.add(made);
        return made;
    }

    @Override
    public void quiesce() {
        quiesced = true;
        onQuiesce.run();
    }

    @Override
    public void stop(Failure reason) {
        stopped = reason;
    }
}
