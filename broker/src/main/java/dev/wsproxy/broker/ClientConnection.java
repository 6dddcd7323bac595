// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.Greeter;
import dev.wsproxy.protocol.GreeterPort;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of one client: first it waits for its protocol if need be, then it is greeted, at last it is a member of
 * a shared connection. Everything up to that happens under its own lock.
 */
final class ClientConnection implements GreeterPort {
    static final Failure LEFT = Failure.of(ErrorCode.CLOSED, "closed by this client");

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final Client client;
    private final int handle;
    private final OpenRequest request;
    private final Greeting greeting;
    private final long sinceNs;
    private @Nullable Protocol protocol;
    private @Nullable Greeter greeter;
    private boolean told;
    private boolean ended;
    /** Before that a local token is a secret like any other: it must not be taken for one. */
    private volatile boolean knowsAccounts;

    private volatile boolean hasToken;

    private volatile @Nullable Member member;

    ClientConnection(Client client, int handle, OpenRequest request, Greeting greeting) {
        this.client = client;
        this.handle = handle;
        this.request = request;
        this.greeting = greeting;
        this.sinceNs = greeting.nowNs();
    }

    int handle() {
        return handle;
    }

    ClientPort port() {
        return client.port();
    }

    HostedTransport transport() {
        return client.transport();
    }

    /** Whether the client has been told that it is open, while it was greeted. */
    boolean isTold() {
        return told;
    }

    /** The shared connection's id; 0 when it has none yet. */
    long connectionId() {
        Member seat = member;
        return seat == null ? 0 : seat.connection().id();
    }

    /** Whoever is greeted now may present what has been entrusted a moment ago. Not under this connection's lock. */
    void lookAtAccounts() {
        greeting.environment().accounts().watch().look();
        knowsAccounts = true;
    }

    /** Looks for a protocol and lets it greet the client; if there is none, {@link #tick} tries again. */
    synchronized void begin() {
        if (ended || protocol != null) {
            return;
        }
        try {
            RequestLimits.check(request);
            Protocol found = greeting.protocol(request);
            if (found != null) {
                protocol = found;
                greeter = found.greet(request, this, greeting.nowNs());
            } else if (greeting.nowNs() - sinceNs >= greeting.patienceNs()) {
                refuse(greeting.unsupported(request));
            }
        } catch (RuntimeException e) {
            refuse(failureOf(e));
        }
    }

    void tick(long nowNs) {
        if (member == null) {
            greet(nowNs);
        }
    }

    private synchronized void greet(long nowNs) {
        if (protocol == null) {
            if (knowsAccounts) {
                begin();
            }
            return;
        }
        Greeter current = greeter;
        if (current != null && isGreeting()) {
            try {
                current.tick(nowNs);
            } catch (RuntimeException e) {
                refuse(failureOf(e));
            }
        }
    }

    SendResult send(FrameType type, ByteBuffer data) {
        Member seat = member;
        if (seat != null) {
            return seat.send(type, data);
        }
        lookAtAccounts(); // It may be what the client authenticates with.
        return sendToGreeter(type, data);
    }

    private synchronized SendResult sendToGreeter(FrameType type, ByteBuffer data) {
        Member seat = member;
        if (seat != null) {
            return seat.send(type, data);
        }
        Greeter current = greeter;
        if (current == null || ended) {
            return ended ? SendResult.CLOSED : SendResult.NOT_CONNECTED;
        }
        try {
            current.frame(type, data);
        } catch (RuntimeException e) {
            refuse(failureOf(e));
        }
        return SendResult.OK;
    }

    void subscribe(long correlationId, SubscriptionRequest subscription) {
        Member seat = seatFor(correlationId, subscription);
        if (seat != null) {
            seat.subscribe(correlationId, subscription);
        }
    }

    void unsubscribe(long correlationId, SubscriptionRequest subscription) {
        Member seat = seatFor(correlationId, subscription);
        if (seat != null) {
            seat.unsubscribe(correlationId, subscription);
        }
    }

    /** Null when the client has been told why it cannot be. */
    private @Nullable Member seatFor(long correlationId, SubscriptionRequest subscription) {
        Member seat = member;
        if (seat == null) {
            tooEarly(correlationId);
            return null;
        }
        try {
            RequestLimits.check(subscription);
            return seat;
        } catch (FailureException e) {
            port().event(handle, new ClientEvent.SubscriptionRefused(correlationId, e.failure()));
            return null;
        }
    }

    /** A client without a place has missed nothing: what it was told so far came another way. */
    void restate() {
        Member seat = member;
        if (seat != null) {
            seat.restate();
        }
    }

    private synchronized void tooEarly(long correlationId) {
        if (!ended) {
            Failure why = Failure.of(
                    ErrorCode.NOT_AUTHENTICATED,
                    "the connection is not authenticated yet; send the provider's authentication message first");
            port().event(handle, new ClientEvent.SubscriptionRefused(correlationId, why));
        }
    }

    /** The client leaves; {@code tell} says whether it is still there to be told. */
    synchronized void leave(boolean tell) {
        Member seat = member;
        if (seat != null) {
            seat.connection().leave(seat, tell);
        } else if (!ended) {
            end(tell ? new ClientEvent.Closed(LEFT) : null);
        }
    }

    synchronized void protocolGone(Protocol gone) {
        if (protocol == gone) {
            refuse(Failure.of(
                    ErrorCode.UNSUPPORTED,
                    "the protocol " + gone.name() + " was removed or replaced; open the connection again"));
        }
    }

    @Override
    public Credentials resolve(Credentials presented, boolean trusted) {
        try {
            EntrustedAccounts accounts = greeting.environment().accounts();
            Credentials found = client.needsToken()
                    ? accounts.resolveToken(presented, trusted)
                    : accounts.resolve(presented, trusted);
            hasToken |= client.needsToken();
            return found;
        } catch (FailureException e) {
            port().authenticationFailed(handle, e.failure());
            throw e;
        }
    }

    @Override
    public synchronized void deliver(FrameType type, ByteBuffer frame) {
        if (isGreeting()) {
            port().frame(handle, type, frame);
        }
    }

    @Override
    public synchronized void opened() {
        if (isGreeting() && !told && protocol != null) {
            told = true;
            port().event(handle, new ClientEvent.Opened(0, false, protocol.name()));
        }
    }

    @Override
    public synchronized void admit(ConnectionKey key, Admission admission) {
        if (client.needsToken() && !hasToken) {
            refuse(EntrustedAccounts.NO_TOKEN);
        } else if (isGreeting() && protocol != null) {
            try {
                greeting.connections().join(this, key, admission, protocol);
            } catch (RuntimeException e) {
                refuse(failureOf(e));
            }
        }
    }

    @Override
    public synchronized void refuse(Failure failure) {
        if (isGreeting()) {
            end(told ? new ClientEvent.Closed(failure) : new ClientEvent.OpenFailed(failure));
        }
    }

    /** Called by the shared connection when it has given this client a place. */
    void seated(Member seat) {
        member = seat;
    }

    /** Called by the shared connection when it has taken the place away. */
    void unseated() {
        client.forget(this);
    }

    private boolean isGreeting() {
        return !ended && member == null;
    }

    private void end(@Nullable ClientEvent last) {
        ended = true;
        if (last != null) {
            port().event(handle, last);
        }
        client.forget(this);
    }

    private Failure failureOf(RuntimeException e) {
        if (e instanceof FailureException expected) {
            return expected.failure();
        }
        LOG.error("{}: a connection could not be opened", client, e);
        return Failure.of(ErrorCode.INTERNAL, "the connection could not be opened; the proxy's log has the details");
    }
}
