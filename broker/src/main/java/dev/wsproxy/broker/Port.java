// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.CredentialResolver;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;

/** What a session says, on its way up and down. What would call the session again waits until its turn is over. */
final class Port implements SessionPort {
    private final Hub hub;
    private final Audience audience;
    private final Upstream upstream;
    private final Turns turns;
    private final CredentialResolver accounts;

    Port(Hub hub, Audience audience, Upstream upstream, Turns turns, CredentialResolver accounts) {
        this.hub = hub;
        this.audience = audience;
        this.upstream = upstream;
        this.turns = turns;
        this.accounts = accounts;
    }

    @Override
    public Credentials resolve(Credentials presented, boolean trusted) {
        return accounts.resolve(presented, trusted);
    }

    @Override
    public SendResult send(FrameType type, ByteBuffer frame) {
        return upstream.send(type, frame);
    }

    @Override
    public void deliver(FrameType type, ByteBuffer frame, Recipients to) {
        audience.deliver(type, frame, to);
    }

    @Override
    public void deliver(FrameType type, ByteBuffer frame, int slot) {
        audience.deliver(type, frame, slot);
    }

    @Override
    public void event(ClientEvent event, int slot) {
        Member member = audience.get(slot);
        if (member != null && event instanceof ClientEvent.Authenticated) {
            member.authenticated = true;
        }
        audience.tell(event, slot);
    }

    @Override
    public void slowClientNotice(int slot, FrameType type, ByteBuffer frame) {
        Member member = audience.get(slot);
        if (member != null && !member.ended) {
            audience.slowClientNotice(member, type, frame);
        }
    }

    @Override
    public void malformed() {
        hub.malformed();
    }

    @Override
    public void opened(int slot) {
        Member member = audience.get(slot);
        if (member != null && !member.opened && !member.ended) {
            hub.open(member);
        }
    }

    @Override
    public void refuse(int slot, Failure failure) {
        Member member = audience.get(slot);
        if (member != null && !member.ended) {
            audience.dismiss(member, failure);
            turns.run(() -> hub.vacate(member));
        }
    }

    @Override
    public void ready() {
        if (upstream.ready()) {
            audience.restored(upstream.reconnects() > 0);
        }
    }

    @Override
    public void failed(Failure failure, Retry retry) {
        Attempt refused = upstream.attempt();
        turns.run(() -> hub.refused(refused, failure, retry));
    }
}
