// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ProtocolSession;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.protocol.alpaca.ClientRequest.Change;
import dev.wsproxy.protocol.alpaca.Upstream.Phase;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Authenticated;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Connected;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Subscribed;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Unknown;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One shared connection. What happens is noted first, then {@link #settle()} does everything that has become possible:
 * lets clients in, carries out their requests, asks the upstream for what is missing.
 */
final class AlpacaSession implements ProtocolSession, FrameRouter.Control {
    private final Endpoint endpoint;
    private final Dialect dialect;
    private final FrameType ownFrames;
    private final SessionPort port;
    private final Failures failures;
    private final Clients clients = new Clients();
    private final Upstream upstream;
    private final Handshake handshake;
    private final UpstreamSubscriptions subscriptions;
    private final ClientRequests requests;
    private final Delivery delivery;
    private final FrameRouter router;
    private final ClientRequestReader clientReader;
    private final UpstreamMessageReader upstreamReader;
    private final ErrorReports reports;
    private long nowNs;
    private boolean settling;

    AlpacaSession(Endpoint endpoint, String account, SessionPort port) {
        this.endpoint = endpoint;
        this.port = port;
        Feed feed = endpoint.feed();
        dialect = Dialect.of(feed);
        ownFrames = dialect.frameType(feed.encoding());
        Routes routes = new Routes(feed);
        failures = new Failures(endpoint);
        upstream = new Upstream(port, feed.encoding());
        OrderBooks books = new OrderBooks(feed);
        handshake = new Handshake(dialect, account, clients, upstream, failures);
        subscriptions = new UpstreamSubscriptions(dialect, new Holdings(clients, routes), upstream, books, failures);
        requests = new ClientRequests(dialect, clients, subscriptions, failures, new AccountKeys(endpoint, port));
        delivery = new Delivery(port, dialect);
        router = dialect.router(routes, delivery, books, this);
        clientReader = new ClientRequestReader(dialect);
        upstreamReader = new UpstreamMessageReader(dialect);
        reports = new ErrorReports(clients, failures);
    }

    @Override
    public boolean outlivesClients() {
        return true;
    }

    @Override
    public UpstreamRequest upstreamRequest() {
        return new UpstreamRequest(endpoint.uri(), endpoint.feed().encoding().header(), List.of());
    }

    @Override
    public void joined(int slot, Admission admission, long time) {
        nowNs = time;
        Encoding encoding = Encoding.of(admission.request());
        delivery.joined(slot, encoding);
        VirtualSession client = clients.add(new VirtualSession(slot, encoding, dialect, port));
        handshake.joined(client, admission, nowNs);
        settle();
    }

    @Override
    public void left(int slot) {
        VirtualSession client = clients.remove(slot);
        if (client != null) {
            client.leave();
            delivery.left(slot);
            subscriptions.left(client, nowNs);
            settle();
        }
    }

    @Override
    public SendResult clientFrame(int slot, FrameType type, ByteBuffer frame) {
        VirtualSession client = clients.get(slot);
        if (client == null) {
            return SendResult.CLOSED;
        }
        if (!client.isOpened()) {
            return SendResult.NOT_CONNECTED;
        }
        if (!client.receive(clientReader.read(frame))) {
            return SendResult.BACKPRESSURE;
        }
        settle();
        return SendResult.OK;
    }

    @Override
    public void subscribe(int slot, long correlationId, SubscriptionRequest request) {
        change(slot, correlationId, Change.Kind.ADD, request);
    }

    @Override
    public void unsubscribe(int slot, long correlationId, SubscriptionRequest request) {
        change(slot, correlationId, Change.Kind.REMOVE, request);
    }

    private void change(int slot, long correlationId, Change.Kind kind, SubscriptionRequest request) {
        VirtualSession client = clients.get(slot);
        if (client == null) {
            return;
        }
        dialect.check(request, failures)
                .or(() -> client.receive(new Change(kind, dialect.symbols(request), OptionalLong.of(correlationId)))
                        ? Optional.empty()
                        : Optional.of(failures.tooManyRequests()))
                .ifPresent(failure -> client.decline(correlationId, failure));
        settle();
    }

    @Override
    public void upstreamOpened(UpstreamInfo info, long time) {
        nowNs = time;
        upstream.connected(dialect.welcome().isPresent(), nowNs);
        handshake.connected();
        settle();
    }

    @Override
    public void upstreamFrame(FrameType type, ByteBuffer frame) {
        if (!upstream.isAtLeast(Phase.CONNECTED)) {
            return;
        }
        if (type != ownFrames && !Utf8.isValid(frame)) {
            unroutable("a binary message that is not text, where text is expected");
        } else {
            router.route(frame);
        }
    }

    @Override
    public void control(byte[] bytes, int start, int end) {
        if (!upstream.isAtLeast(Phase.CONNECTED)) {
            return;
        }
        UpstreamMessage message = upstreamReader.read(bytes, start, end);
        if (message instanceof Connected) {
            upstream.welcomed();
        } else if (message instanceof Authenticated) {
            authenticated();
        } else if (message instanceof Subscribed subscribed && subscriptions.awaitsAnswer()) {
            subscriptions.acknowledged(subscribed.state());
        } else if (message instanceof Refused refused) {
            refused(refused);
        } else if (message instanceof Unknown unknown) {
            unroutable("an unknown control message (" + unknown.text() + ")");
        }
        settle();
    }

    @Override
    public void unroutable(String what) {
        port.malformed();
        reports.unroutable(what, nowNs);
    }

    private void authenticated() {
        if (handshake.awaitsAnswer()) {
            handshake.accepted();
            subscriptions.restore();
        }
    }

    private void refused(Refused refused) {
        if (refused.is(AlpacaError.ALREADY_AUTHENTICATED)) {
            authenticated();
        } else if (handshake.awaitsAnswer()) {
            Retry retry = handshake.refused(refused);
            if (retry != null) {
                fail(refused, failures.of(refused), retry);
            }
        } else if (Handshake.endsSession(refused)) {
            fail(refused, failures.of(refused), Handshake.retry(refused));
        } else if (subscriptions.awaitsAnswer() && !refused.is(AlpacaError.SLOW_CLIENT)) {
            subscriptions.refused(refused, nowNs);
        } else {
            reports.refused(refused, nowNs);
        }
    }

    private void fail(@Nullable Refused refusal, Failure failure, Retry retry) {
        disconnected();
        handshake.failed(refusal, failure);
        port.failed(failure, retry);
    }

    @Override
    public void upstreamLost(Failure failure) {
        disconnected();
        handshake.lost(failure);
        settle();
    }

    private void disconnected() {
        upstream.enter(Phase.DOWN);
        subscriptions.interrupted();
        router.flowing(false);
    }

    @Override
    public void tick(long time) {
        nowNs = time;
        if (upstream.isOverdue(nowNs)) {
            fail(null, failures.noAnswer("phase=" + upstream.phase()), Retry.SOON);
        }
        handshake.expire(nowNs);
        settle();
    }

    /** Not entered again by what it causes itself, such as a client that leaves because it was refused. */
    private void settle() {
        if (settling) {
            return;
        }
        settling = true;
        try {
            boolean answered;
            do {
                becomeReady();
                handshake.advance(nowNs);
                answered = requests.carryOut(nowNs);
                answered |= subscriptions.advance(nowNs);
            } while (answered);
        } finally {
            settling = false;
        }
    }

    private void becomeReady() {
        if (upstream.phase() == Phase.AUTHENTICATED && subscriptions.isRestored()) {
            upstream.enter(Phase.READY);
            router.flowing(true);
            port.ready();
            subscriptions.tellRestored();
        }
    }
}
