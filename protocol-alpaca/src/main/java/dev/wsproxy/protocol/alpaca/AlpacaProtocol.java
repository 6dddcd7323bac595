// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.Greeter;
import dev.wsproxy.protocol.GreeterPort;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.protocol.ProtocolSession;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.OpenRequest;
import java.net.URI;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** Alpaca's streams of market data and of accounts. */
@Component
public final class AlpacaProtocol implements Protocol {
    private static final String NAME = "alpaca";
    private static final int CERTAIN = 100;
    private static final int LIKELY = 60;

    @Override
    public String name() {
        return NAME;
    }

    /**
     * Certain of Alpaca's own hosts; any other with one of its paths may be a simulator. The account stream's path is
     * that of other providers too, so there a simulator is only what runs on this machine.
     */
    @Override
    public int affinity(URI url) {
        Host host = Host.of(url);
        Optional<Feed> feed = Feed.of(url);
        boolean account = feed.isPresent() && feed.get().isAccount();
        if (host.isAlpaca() && (host.name().startsWith("stream.") || account)) {
            return CERTAIN;
        }
        return feed.isPresent()
                        && (account ? host.isThisMachine() : !host.name().isEmpty())
                ? LIKELY
                : 0;
    }

    @Override
    public Greeter greet(OpenRequest request, GreeterPort port, long nowNs) {
        Endpoint endpoint = Endpoint.of(request.url());
        Credentials presented = RequestCredentials.of(request);
        if (presented.key().isEmpty()) {
            AlpacaGreeter greeter = new AlpacaGreeter(endpoint, request, port, nowNs);
            greeter.welcome();
            return greeter;
        }
        Credentials credentials = new AccountKeys(endpoint, port).of(presented);
        port.admit(key(endpoint, credentials), new Admission(request.with(credentials), false));
        return Greeter.DONE;
    }

    @Override
    public ProtocolSession session(ConnectionKey key, Admission first, SessionPort port) {
        OpenRequest request = first.request();
        return new AlpacaSession(Endpoint.of(request.url()), request.account(), port);
    }

    static ConnectionKey key(Endpoint endpoint, Credentials credentials) {
        return new ConnectionKey(NAME, endpoint.name(), AccountIdentity.of(credentials));
    }
}
