// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of one shared connection and all that is said to them. Used under the connection's lock. */
final class Audience {
    private final long connectionId;
    private final String protocol;
    private final CallTime time;
    private final Lanes lanes;
    private final Outage outage;
    private final Members members = new Members();
    private final Recipients opened = new Recipients();
    private final Recipients one = new Recipients();

    Audience(long connectionId, String protocol, CallTime time, Lanes lanes) {
        this.connectionId = connectionId;
        this.protocol = protocol;
        this.time = time;
        this.lanes = lanes;
        this.outage = new Outage(lanes);
    }

    /** The slot that the next member will have. */
    int freeSlot() {
        return members.free();
    }

    /** Gives a newcomer its place; what was said to it so far came another way and stays in front. */
    void seat(Member member) {
        Lane lane = lanes.of(member.client().transport());
        if (lane == null) {
            throw new IllegalStateException(
                    "no lane for transport " + member.client().transport().name());
        }
        lane.attach(member);
        members.add(member);
    }

    /** Tells a member that it is open, and its connection's id. */
    void open(Member member) {
        member.opened = true;
        opened.add(member.slot());
        tell(new ClientEvent.Opened(connectionId, member.created(), protocol), member.slot());
    }

    /** Tells a member that missed events once more how things stand. */
    void restate(Member member) {
        if (!member.opened || member.ended) {
            return;
        }
        open(member);
        if (member.authenticated) {
            tell(new ClientEvent.Authenticated(), member.slot());
        }
        tell(outage.restated(member.slot()), member.slot());
    }

    /** Tells a member that its open failed or that its connection is closed, and cuts it off. */
    void dismiss(Member member, Failure why) {
        tell(member.opened ? new ClientEvent.Closed(why) : new ClientEvent.OpenFailed(why), member.slot());
        detach(member);
    }

    /** From now on nothing reaches a member; it keeps its slot until {@link #vacate}. */
    void detach(Member member) {
        member.ended = true;
        lanes.detach(member.slot());
        opened.remove(member.slot());
        outage.forget(member.slot());
    }

    /** Frees the slot of a member that has been cut off. */
    void vacate(Member member) {
        members.remove(member);
        member.client().unseated();
    }

    void deliver(FrameType type, ByteBuffer frame, Recipients to) {
        lanes.deliver(type, time.ns(), time.epochNs(), frame, to);
    }

    void deliver(FrameType type, ByteBuffer frame, int slot) {
        lanes.deliver(type, time.ns(), time.epochNs(), frame, only(slot));
    }

    /** Leaves what a member is told last if its transport cuts it off for reading too slowly. */
    void slowClientNotice(Member member, FrameType type, ByteBuffer frame) {
        lanes.slowClientNotice(member.client(), type, frame);
    }

    void tell(ClientEvent event, int slot) {
        lanes.deliver(event, only(slot));
    }

    /** Tells those who are open that the upstream is away, unless they know. */
    void lost(Failure why, long lastFrameEpochNs) {
        outage.tell(opened, why, lastFrameEpochNs);
    }

    /** Tells those who know that the upstream is away why it does not come back, unless they know that too. */
    void report(Failure why) {
        outage.report(why);
    }

    /** Tells those who know of a loss that it is over, and whether there was anything to miss. */
    void restored(boolean gap) {
        outage.end(gap, time.epochNs());
    }

    /** A transport failed to deliver: its clients find out by losing their links. */
    void cutOff(HostedTransport transport) {
        Failure why = Failure.of(
                ErrorCode.INTERNAL,
                "transport " + transport.name() + " could not deliver; the proxy's log has the details");
        for (Member member : members()) {
            if (member.client().transport() == transport) {
                member.client().port().disconnect(why);
            }
        }
    }

    @Nullable
    Member get(int slot) {
        return members.get(slot);
    }

    List<Member> members() {
        return members.snapshot();
    }

    int count() {
        return members.count();
    }

    private Recipients only(int slot) {
        one.clear();
        one.add(slot);
        return one;
    }
}
