// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.protocol.alpaca.ClientRequest.Change;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;
import dev.wsproxy.transport.ClientEvent;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client's view: as if it were alone on the wire.
 *
 * <pre>
 *              open            present            accept
 *   joining ─────────▶ opened ─────────▶ judged ──────────▶ authenticated
 *      │                  ▲                 │ reject, postpone
 *      │ present          └─────────────────┘
 *      └──────────────────────────────▶ judged          (credentials in the request: open comes with accept)
 * </pre>
 *
 * <p>Its requests are carried out one after the other: while one waits for the upstream, those behind it wait too.
 */
final class VirtualSession {
    /** The time a client has to authenticate, after which Alpaca closes the connection. */
    static final long AUTHENTICATION_TIME_NS = 10_000_000_000L;

    /** The time in which a client that authenticates by message is answered: the Go SDK waits 3 s. */
    static final long VERDICT_TIME_NS = 2_500_000_000L;

    private static final int MOST_WAITING = 1024;

    private static final Refused NO_VERDICT = Refused.of(AlpacaError.INTERNAL_ERROR);
    private static final Refused SLOW_CLIENT = Refused.of(AlpacaError.SLOW_CLIENT);

    private final int slot;
    private final Encoding encoding;
    private final Dialect dialect;
    private final SessionPort port;
    private final ChannelSet subscriptions;
    private final Deque<ClientRequest> requests = new ArrayDeque<>();
    private @Nullable Credentials presented;
    private boolean opened;
    private boolean authenticated;
    private boolean gone;
    private boolean waiting;
    private long deadlineNs;
    private long presentedNs;

    VirtualSession(int slot, Encoding encoding, Dialect dialect, SessionPort port) {
        this.slot = slot;
        this.encoding = encoding;
        this.dialect = dialect;
        this.port = port;
        subscriptions = new ChannelSet(dialect.feed());
    }

    int slot() {
        return slot;
    }

    boolean isOpened() {
        return opened;
    }

    boolean isAuthenticated() {
        return authenticated && !gone;
    }

    boolean isGone() {
        return gone;
    }

    ChannelSet subscriptions() {
        return subscriptions;
    }

    /** The client has left, or was told to: nothing is sent to it any more. */
    void leave() {
        gone = true;
        presented = null;
        requests.clear();
    }

    /** The client's open succeeds; the time to authenticate begins. */
    void open(long nowNs) {
        opened = true;
        deadlineNs = nowNs + AUTHENTICATION_TIME_NS;
        port.opened(slot);
        dialect.error(SLOW_CLIENT)
                .ifPresent(json -> port.slowClientNotice(slot, dialect.frameType(encoding), encoding.encode(json)));
    }

    void welcome() {
        dialect.welcome().ifPresent(this::send);
    }

    /** The client shows credentials; until the verdict its requests wait. */
    void present(Credentials credentials, long nowNs) {
        presented = credentials;
        presentedNs = nowNs;
    }

    /** What waits for the verdict; null when nothing does. */
    @Nullable
    Credentials presented() {
        return presented;
    }

    void accept(long nowNs) {
        presented = null;
        authenticated = true;
        if (!opened) {
            open(nowNs);
            welcome();
        }
        port.event(new ClientEvent.Authenticated(), slot);
        send(dialect.authenticated());
    }

    /** The verdict is no: a client that authenticates by message may try again until its time is over. */
    void reject(Refused refusal, Failure failure) {
        presented = null;
        if (opened) {
            error(refusal, failure);
        } else {
            refuse(failure);
        }
    }

    /**
     * There is no verdict yet. Nobody is let in with these credentials any more unless they are presented again, for
     * which the client has the rest of its time. The answer is 500, which no SDK takes to be final, as Go does 402, 409,
     * 410 and 411; Go retries after 406 on the same socket, but that would tell people of another program that holds
     * the connection. The account stream can only say yes or no, and no would mean that the key is wrong: there the
     * connection is closed, which every SDK takes as a reason to connect again.
     */
    void postpone(Failure failure) {
        presented = null;
        Optional<ByteBuffer> answer = dialect.error(NO_VERDICT);
        if (answer.isPresent()) {
            send(answer.get());
            report(failure);
        } else {
            refuse(failure);
        }
    }

    /** Ends the client's connection. */
    void refuse(Failure failure) {
        leave();
        port.refuse(slot, failure);
    }

    /** Whether the client waits for the answer to its message for too long; who waits for its open decides itself. */
    boolean isUnanswered(long nowNs) {
        return opened && presented != null && nowNs - presentedNs >= VERDICT_TIME_NS;
    }

    /** Ends the client's connection in the provider's words. */
    void end(Refused refusal, Failure failure) {
        dialect.error(refusal).ifPresent(this::send);
        refuse(failure);
    }

    boolean isTooLate(long nowNs) {
        return opened && !authenticated && !gone && presented == null && nowNs - deadlineNs >= 0;
    }

    /** Queues a request; {@code false} when too many wait already. */
    boolean receive(ClientRequest request) {
        return requests.size() < MOST_WAITING && requests.add(request);
    }

    /** The next request that can be carried out now; null when there is none. */
    @Nullable
    ClientRequest next() {
        return waiting || presented != null ? null : requests.poll();
    }

    /** The request waits for the upstream, and with it those behind it. */
    void await() {
        waiting = true;
    }

    /** The state has changed, or stays: the acknowledgement shows all of it. */
    void acknowledge(Change change, Set<String> existing) {
        waiting = false;
        acknowledge();
        change.correlationId()
                .ifPresent(id -> event(new ClientEvent.SubscriptionChanged(id, dialect.librarySymbols(existing))));
    }

    void acknowledge() {
        send(dialect.subscriptions(subscriptions));
    }

    /** The change is refused; nothing has changed. */
    void decline(Change change, Refused refusal, Failure failure) {
        waiting = false;
        if (change.correlationId().isPresent()) {
            decline(change.correlationId().getAsLong(), failure);
        } else {
            error(refusal, failure);
        }
    }

    /** A request through the client library is refused. */
    void decline(long correlationId, Failure failure) {
        event(new ClientEvent.SubscriptionRefused(correlationId, failure));
    }

    /** The client subscribed to what others hold already, and has to be told what they know. */
    void catchUp(ByteBuffer message) {
        send(message);
    }

    /** Something the client did is wrong; where the provider has no words for it, the client library is told. */
    void error(Refused refusal, Failure failure) {
        dialect.error(refusal).ifPresentOrElse(this::send, () -> report(failure));
    }

    void report(Failure failure) {
        event(new ClientEvent.ErrorReported(failure));
    }

    private void event(ClientEvent event) {
        if (!gone) {
            port.event(event, slot);
        }
    }

    private void send(ByteBuffer json) {
        if (!gone) {
            port.deliver(dialect.frameType(encoding), encoding.encode(json), slot);
        }
    }
}
