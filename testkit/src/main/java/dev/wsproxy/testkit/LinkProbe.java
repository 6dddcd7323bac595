// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.wire.EventCodec;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.WireMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Polls a link and records what arrives. By one thread. */
public final class LinkProbe implements LinkHandler, AutoCloseable {
    private static final int LIMIT = 64;
    private static final Duration NAP = Duration.ofMillis(50);

    /** Something that has arrived. */
    public sealed interface Arrival {}

    public record Control(Reply reply) implements Arrival {}

    public record Event(int handle, ClientEvent event) implements Arrival {}

    public record Data(
            int handle,
            FrameType type,
            long sequence,
            long receivedNs,
            long receivedEpochNs,
            int remaining,
            byte[] payload)
            implements Arrival {}

    public record Overtaken(int handle, long missed, long firstSequence, long lastSequence) implements Arrival {}

    public record EventsLost(int handle, long count, ErrorCode why) implements Arrival {}

    public record MemoryFull(int handle, long missed, long firstSequence, long lastSequence) implements Arrival {}

    public record Lost(Failure reason) implements Arrival {}

    private final ClientLink link;
    private final List<Arrival> arrivals = new ArrayList<>();

    public LinkProbe(ClientLink link) {
        this.link = link;
    }

    public ClientLink link() {
        return link;
    }

    /** Everything that has arrived so far, in order. */
    public List<Arrival> arrivals() {
        return arrivals;
    }

    /** What has arrived of one kind, in order. */
    public <A extends Arrival> List<A> arrivals(Class<A> kind) {
        return arrivals.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Polls until so many things of a kind have arrived. */
    public <A extends Arrival> List<A> await(Class<A> kind, int count) {
        pollUntil(count + " of " + kind.getSimpleName(), () -> arrivals(kind).size() >= count);
        return arrivals(kind);
    }

    /** Polls, and sleeps in between, until something is true. */
    public void pollUntil(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + Deadlines.GENEROUS.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("waited in vain for " + what + "; arrived: " + arrivals);
            }
            if (link.poll(this, LIMIT) == 0 && !condition.getAsBoolean()) {
                link.idle(NAP);
            }
        }
    }

    /** Hands over what is there now. */
    public void drain() {
        while (link.poll(this, LIMIT) > 0) {
            // There is more.
        }
    }

    /** Sends over the control socket. */
    public void control(WireMessage message) {
        link.control(message.encode());
    }

    @Override
    public void onControl(ByteBuffer message) {
        arrivals.add(new Control(Reply.decode(message)));
    }

    @Override
    public void onEvent(int handle, ByteBuffer event) {
        arrivals.add(new Event(handle, EventCodec.decode(event)));
    }

    @Override
    public void onData(
            int handle,
            FrameType type,
            long sequence,
            long receivedNs,
            long receivedEpochNs,
            int remaining,
            ByteBuffer data) {
        if (!data.isReadOnly()) {
            throw new AssertionError("data must be handed out read-only");
        }
        byte[] payload = new byte[data.remaining()];
        data.get(payload);
        arrivals.add(new Data(handle, type, sequence, receivedNs, receivedEpochNs, remaining, payload));
    }

    @Override
    public void onOvertaken(int handle, long missed, long firstSequence, long lastSequence) {
        arrivals.add(new Overtaken(handle, missed, firstSequence, lastSequence));
    }

    @Override
    public void onEventsLost(int handle, long count, ErrorCode why) {
        arrivals.add(new EventsLost(handle, count, why));
    }

    @Override
    public void onMemoryFull(int handle, long missed, long firstSequence, long lastSequence) {
        arrivals.add(new MemoryFull(handle, missed, firstSequence, lastSequence));
    }

    @Override
    public void onLost(Failure reason) {
        arrivals.add(new Lost(reason));
    }

    @Override
    public void close() {
        link.close();
    }
}
