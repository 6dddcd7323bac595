// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.ClientSession;
import dev.wsproxy.transport.TransportHost;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Done;
import dev.wsproxy.wire.Goodbye;
import dev.wsproxy.wire.NotUnderstood;
import dev.wsproxy.wire.Open;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.Restate;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.SetLogLevel;
import dev.wsproxy.wire.StatusQuery;
import dev.wsproxy.wire.StatusReply;
import dev.wsproxy.wire.Stop;
import dev.wsproxy.wire.Subscribe;
import dev.wsproxy.wire.UnknownMessageException;
import dev.wsproxy.wire.WireException;
import dev.wsproxy.wire.WireVersion;
import org.jspecify.annotations.Nullable;

/** Turns the messages of one peer into calls of the broker. On the control loop's thread. */
final class RequestDispatcher {
    private final TransportHost host;
    private final Peer peer;
    private final @Nullable Member member;
    private boolean saidGoodbye;

    /** A client as the broker knows it. */
    record Member(ClientSession session, ClientPort port) {}

    /** For a client, or for an administrator ({@code null}). */
    RequestDispatcher(TransportHost host, Peer peer, @Nullable Member member) {
        this.host = host;
        this.peer = peer;
        this.member = member;
    }

    /** Ends the broker's session. */
    void left(Failure reason) {
        if (member != null) {
            member.session.left(reason);
        }
    }

    boolean saidGoodbye() {
        return saidGoodbye;
    }

    /** Tells the peer, which is of a later minor version, that there is no such request yet. */
    void notUnderstood(UnknownMessageException unknown) {
        String reason = unknown.getMessage() + ": the proxy speaks version " + WireVersion.text(WireVersion.CURRENT)
                + " of the wire layout; end it (wsproxy stop) and start a newer one to have what this asks for";
        peer.send(new NotUnderstood(unknown.id(), Failure.of(ErrorCode.UNSUPPORTED, reason)));
    }

    /**
     * Carries out one request.
     *
     * @return false if it cannot be taken now: try again later, before any other to the same connection that sends or
     *     subscribes
     * @throws WireException if it is not for this peer to make
     */
    boolean dispatch(Request request) {
        if (request instanceof StatusQuery query) {
            peer.send(new StatusReply(query.correlationId(), host.status()));
        } else if (request instanceof SetLogLevel change) {
            host.logLevel(change.level());
            peer.send(new Done(change.correlationId()));
        } else if (request instanceof Stop stop) {
            peer.send(new Done(stop.correlationId()));
            host.stop();
        } else if (request instanceof Goodbye) {
            saidGoodbye = true;
        } else if (member != null) {
            return dispatch(request, member);
        } else {
            throw new WireException("an administrator cannot ask for " + name(request) + ": register as a client");
        }
        return true;
    }

    private static boolean dispatch(Request request, Member member) {
        ClientSession session = member.session;
        if (request instanceof Send send) {
            return send(send, member);
        } else if (request instanceof Open open) {
            session.open(open.handle(), open.request());
        } else if (request instanceof Subscribe subscribe && subscribe.wanted()) {
            session.subscribe(subscribe.handle(), subscribe.correlationId(), subscribe.subscription());
        } else if (request instanceof Subscribe subscribe) {
            session.unsubscribe(subscribe.handle(), subscribe.correlationId(), subscribe.subscription());
        } else if (request instanceof Close close) {
            session.close(close.handle());
        } else if (request instanceof Restate restate) {
            session.restate(restate.handle());
        } else {
            throw new WireException(name(request) + " is not expected from a client that has registered");
        }
        return true;
    }

    /** The client was told long ago that its message was accepted, so what becomes of it otherwise is an event. */
    private static boolean send(Send send, Member member) {
        SendResult result = member.session.send(send.handle(), send.type(), send.data());
        switch (result) {
            case BACKPRESSURE -> {
                return false;
            }
            case TOO_LARGE -> report(send, member, ErrorCode.LIMIT_EXCEEDED, "it is larger than the upstream accepts");
            case NOT_CONNECTED -> report(send, member, ErrorCode.UPSTREAM_LOST, "the upstream is not connected");
            case OK, CLOSED -> {}
        }
        return true;
    }

    private static void report(Send send, Member member, ErrorCode code, String why) {
        String reason = "a message of " + send.data().remaining() + " bytes was not sent: " + why;
        member.port.event(send.handle(), new ClientEvent.ErrorReported(Failure.of(code, reason)));
    }

    private static String name(Request request) {
        return request.getClass().getSimpleName();
    }
}
