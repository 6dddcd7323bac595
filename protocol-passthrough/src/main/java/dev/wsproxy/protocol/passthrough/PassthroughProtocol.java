// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.passthrough;

import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.Greeter;
import dev.wsproxy.protocol.GreeterPort;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.protocol.ProtocolSession;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.OpenRequest;
import java.net.URI;
import org.osgi.service.component.annotations.Component;

/** Fits every WebSocket URL, but less well than a plugin that knows the provider. */
@Component
public final class PassthroughProtocol implements Protocol {
    /** The name under which clients can ask for it. */
    public static final String NAME = "passthrough";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int affinity(URI url) {
        return "ws".equalsIgnoreCase(url.getScheme()) || "wss".equalsIgnoreCase(url.getScheme()) ? 1 : 0;
    }

    /** The request says everything, so the client is admitted at once. */
    @Override
    public Greeter greet(OpenRequest request, GreeterPort port, long nowNs) {
        ConnectionKey key = new ConnectionKey(NAME, Identity.endpoint(request), Identity.digest(request));
        port.admit(key, new Admission(request, false));
        return Greeter.DONE;
    }

    @Override
    public ProtocolSession session(ConnectionKey key, Admission first, SessionPort port) {
        return new PassthroughSession(first.request(), port);
    }
}
