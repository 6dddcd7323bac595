// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.Greeter;
import dev.wsproxy.protocol.GreeterPort;
import dev.wsproxy.protocol.alpaca.ClientRequest.Authenticate;
import dev.wsproxy.protocol.alpaca.ClientRequest.Change;
import dev.wsproxy.protocol.alpaca.ClientRequest.Invalid;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;
import dev.wsproxy.transport.OpenRequest;
import java.nio.ByteBuffer;

/**
 * Plays the server for a client that has not named its account: welcomes it if the server does, and waits for its authentication message.
 * Whether the credentials are right is for the session to find out.
 */
final class AlpacaGreeter implements Greeter {
    private final Endpoint endpoint;
    private final OpenRequest request;
    private final Encoding encoding;
    private final Dialect dialect;
    private final GreeterPort port;
    private final AccountKeys keys;
    private final ClientRequestReader reader;
    private final long deadlineNs;
    private boolean done;

    AlpacaGreeter(Endpoint endpoint, OpenRequest request, GreeterPort port, long nowNs) {
        this.endpoint = endpoint;
        this.request = request;
        this.port = port;
        keys = new AccountKeys(endpoint, port);
        encoding = Encoding.of(request);
        dialect = Dialect.of(endpoint.feed());
        reader = new ClientRequestReader(dialect);
        deadlineNs = nowNs + VirtualSession.AUTHENTICATION_TIME_NS;
    }

    void welcome() {
        port.opened();
        dialect.welcome().ifPresent(this::send);
    }

    @Override
    public void frame(FrameType type, ByteBuffer frame) {
        if (done) {
            return;
        }
        ClientRequest message = reader.read(frame);
        if (message instanceof Authenticate authenticate) {
            authenticate(authenticate.credentials());
        } else if (message instanceof Change) {
            error(AlpacaError.NOT_AUTHENTICATED);
        } else if (message instanceof Invalid invalid) {
            error(invalid.needsAuthentication() ? AlpacaError.NOT_AUTHENTICATED : invalid.error());
        }
    }

    private void authenticate(Credentials presented) {
        Credentials credentials;
        try {
            credentials = keys.of(presented);
        } catch (FailureException refused) {
            // The proxy's log says why: the client has no place yet where it could be told.
            error(AlpacaError.AUTH_FAILED);
            return;
        }
        done = true;
        port.admit(AlpacaProtocol.key(endpoint, credentials), new Admission(request.with(credentials), true));
    }

    @Override
    public void tick(long nowNs) {
        if (!done && nowNs - deadlineNs >= 0) {
            done = true;
            error(AlpacaError.AUTH_TIMEOUT);
            port.refuse(new Failures(endpoint).of(Refused.of(AlpacaError.AUTH_TIMEOUT)));
        }
    }

    private void error(AlpacaError error) {
        dialect.error(Refused.of(error)).ifPresent(this::send);
    }

    private void send(ByteBuffer json) {
        port.deliver(dialect.frameType(encoding), encoding.encode(json));
    }
}
