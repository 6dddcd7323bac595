// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.CredentialResolver;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.upstream.UpstreamConnector;
import dev.wsproxy.upstream.UpstreamInfo;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the clients, the protocol's session and the upstream of one shared connection meet. It is called in turns, by
 * {@link SharedConnection}, and is the only one to call the session. An exception of the plugin costs whom it concerns:
 * one client its place, or the upstream its socket.
 */
final class Hub {
    private static final Failure BROKEN =
            Failure.of(ErrorCode.INTERNAL, "the protocol plugin failed; the proxy's log has the details");

    private final SharedConnection connection;
    private final Protocol protocol;
    private final CallTime time;
    private final Turns turns;
    private final Lanes lanes;
    private final Audience audience;
    private final Upstream upstream;
    private final CredentialResolver accounts;
    private final Traffic traffic = new Traffic();
    private @Nullable GuardedSession session;
    private boolean founded;
    private boolean retired;

    Hub(
            SharedConnection connection,
            Protocol protocol,
            CallTime time,
            Turns turns,
            Upstream upstream,
            CredentialResolver accounts) {
        this.connection = connection;
        this.protocol = protocol;
        this.time = time;
        this.turns = turns;
        this.lanes = new Lanes(this::cutOff);
        this.audience = new Audience(connection.id(), protocol.name(), time, lanes);
        this.upstream = upstream;
        this.accounts = accounts;
    }

    boolean isRetired() {
        return retired;
    }

    Lanes lanes() {
        return lanes;
    }

    Audience audience() {
        return audience;
    }

    Traffic traffic() {
        return traffic;
    }

    /** Gives a client a place; the first one brings the session and the upstream into being. */
    void seat(ClientConnection client, Admission admission) {
        if (session == null) {
            session = new GuardedSession(
                    protocol.session(connection.key(), admission, new Port(this, audience, upstream, turns, accounts)),
                    connection.toString());
            turns.run(this::advance);
        }
        Member member = new Member(connection, client, audience.freeSlot(), !founded);
        audience.seat(member);
        founded = true;
        client.seated(member);
        if (client.isTold()) {
            open(member);
        }
        if (!session().joined(member.slot(), admission, time.ns())) {
            refuse(member, BROKEN);
        }
    }

    /** Tells a member that it is open, and how things stand. */
    void open(Member member) {
        audience.open(member);
        Failure trouble = upstream.trouble();
        if (trouble != null && upstream.state() == ConnectionState.RECONNECTING) {
            audience.lost(trouble, traffic.lastEpochNs(time.epochNs()));
        }
    }

    /** A client leaves of its own accord or because it has gone. */
    void leave(Member member, boolean tell) {
        if (!member.ended) {
            if (tell) {
                audience.tell(new ClientEvent.Closed(ClientConnection.LEFT), member.slot());
            }
            audience.detach(member);
            vacate(member);
        }
    }

    private void refuse(Member member, Failure why) {
        if (!member.ended) {
            audience.dismiss(member, why);
            vacate(member);
        }
    }

    /** Frees the place of a member that hears nothing any more; the last one mostly takes the connection with it. */
    void vacate(Member member) {
        session().left(member.slot());
        audience.vacate(member);
        retireIfDeserted();
    }

    /**
     * With nobody left it ends, mostly at once. Clients that know nothing of gaps were sent away because the upstream has just
     * come back, and come back too; and on a slow network a client that gives up and tries again would never find the
     * connection ready if each time it were begun anew.
     */
    void retireIfDeserted() {
        if (audience.count() == 0) {
            founded = false;
            if (session == null || !session.outlivesClients() || !upstream.isWorthKeeping()) {
                retire();
            }
        }
    }

    private void retire() {
        if (!retired) {
            retired = true;
            upstream.end();
            lanes.close();
            connection.retired();
        }
    }

    /** Everybody has to leave. */
    void end(Failure why) {
        audience.members().forEach(member -> refuse(member, why));
        retire();
    }

    SendResult send(Member member, FrameType type, ByteBuffer data) {
        if (member.ended) {
            return SendResult.CLOSED;
        }
        SendResult result = session().clientFrame(member.slot(), type, data);
        if (result == null) {
            refuse(member, BROKEN);
            return SendResult.CLOSED;
        }
        return result;
    }

    void subscribe(Member member, long correlationId, SubscriptionRequest request) {
        if (!member.ended && !session().subscribe(member.slot(), correlationId, request)) {
            audience.tell(new ClientEvent.SubscriptionRefused(correlationId, BROKEN), member.slot());
        }
    }

    void unsubscribe(Member member, long correlationId, SubscriptionRequest request) {
        if (!member.ended && !session().unsubscribe(member.slot(), correlationId, request)) {
            audience.tell(new ClientEvent.SubscriptionRefused(correlationId, BROKEN), member.slot());
        }
    }

    void opened(Attempt from, UpstreamInfo info) {
        if (upstream.isCurrent(from)) {
            upstream.opened(from);
            if (!session().upstreamOpened(info, time.ns())) {
                abort(BROKEN);
            }
        }
    }

    /** The hot path. */
    void frame(Attempt from, FrameType type, ByteBuffer data) {
        if (upstream.isCurrent(from)) {
            upstream.heard();
            traffic.count(data.remaining(), time);
            if (!session().upstreamFrame(type, data)) {
                abort(BROKEN);
            }
        }
    }

    void heard(Attempt from) {
        if (upstream.isCurrent(from)) {
            upstream.heard();
        }
    }

    void over(Attempt from, Failure failure) {
        if (upstream.isCurrent(from)) {
            if (failure.code() == ErrorCode.PROTOCOL_ERROR) {
                traffic.countBroken();
            }
            lost(failure, Retry.SOON, false);
        }
    }

    /** The session cannot make sense of the frame that it is given now. */
    void malformed() {
        traffic.countMalformed();
    }

    /** The session says that the upstream refused it. */
    void refused(@Nullable Attempt from, Failure failure, Retry retry) {
        if (!retired && upstream.isCurrent(from)) {
            upstream.close();
            lost(failure, retry, true);
        }
    }

    void tick() {
        if (retired || session == null) {
            return;
        }
        if (!session.tick(time.ns())) {
            abort(BROKEN);
        }
        Failure silence = upstream.silence();
        if (silence != null) {
            abort(silence);
        }
        retireIfDeserted();
        turns.run(this::advance);
    }

    /** Connects, if it is time to. */
    void advance() {
        if (!retired && session != null) {
            Failure failure = upstream.advance(session);
            if (failure != null) {
                lost(failure, Retry.SOON, false);
            }
        }
    }

    void connectorGone(UpstreamConnector connector) {
        Attempt current = upstream.attempt();
        if (current != null && current.connector() == connector) {
            abort(Failure.of(
                    ErrorCode.UPSTREAM_LOST, "the connector " + connector.name() + " was removed or replaced"));
        }
    }

    private void abort(Failure why) {
        upstream.abort();
        lost(why, Retry.SOON, false);
    }

    /** An attempt is over: those it was made for are refused, the others wait for the next, unless that is hopeless. */
    private void lost(Failure failure, Retry retry, boolean refused) {
        boolean inVain = !upstream.lost(failure, retry) || refused;
        for (Member member : audience.members()) {
            if (retry == Retry.NEVER || (inVain && !member.opened)) {
                refuse(member, failure);
            }
        }
        if (retired) {
            return;
        }
        audience.report(failure);
        audience.lost(failure, traffic.lastEpochNs(time.epochNs()));
        session().upstreamLost(failure);
    }

    private void cutOff(HostedTransport transport) {
        turns.run(() -> audience.cutOff(transport));
    }

    private GuardedSession session() {
        return Objects.requireNonNull(session, "session");
    }
}
