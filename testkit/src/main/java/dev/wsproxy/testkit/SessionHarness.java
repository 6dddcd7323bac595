// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.protocol.ProtocolSession;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.upstream.UpstreamInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/**
 * Drives one {@link ProtocolSession} as the broker does, without threads, sockets or a clock, and fails the test at once
 * when the session breaks the contract: it speaks to nobody who is not there or not yet opened, delivers no data
 * between a loss and {@code ready}, and uses its port only inside a call. Buffers are read-only and are scribbled over after
 * each call, so that a session which keeps one delivers rubbish.
 */
public final class SessionHarness {
    private static final Failure LOST = Failure.of(ErrorCode.UPSTREAM_LOST, "the test cut the connection");

    private final Protocol protocol;
    private final RecordingSessionPort recording = new RecordingSessionPort();
    private final CheckingSessionPort port = new CheckingSessionPort(recording, this::removed);
    private final ConnectionKey key;
    private final ProtocolSession session;
    private final BitSet taken = new BitSet();
    private long nowNs = Long.MAX_VALUE - 1_000_000_000L;
    private long correlationId;

    /** Makes the session that a client with this request would cause; nobody has joined it yet. */
    public SessionHarness(Protocol protocol, OpenRequest first) {
        this.protocol = protocol;
        RecordingGreeterPort greeted = greet(first);
        key = greeted.key().orElseThrow(() -> new AssertionError("the first request must be admitted at once"));
        session = protocol.session(key, greeted.admission().orElseThrow(), port);
    }

    /** From now on a client that is refused leaves within that call, instead of after the session has returned. */
    public void leaveAtOnce() {
        port.leaveAtOnce();
    }

    /** What the session has done. */
    public RecordingSessionPort port() {
        return recording;
    }

    public ConnectionKey key() {
        return key;
    }

    public ProtocolSession session() {
        return session;
    }

    /** Joins a client whose request is admitted at once. */
    public int join(OpenRequest request) {
        RecordingGreeterPort greeted = greet(request);
        return join(greeted.admission()
                .orElseThrow(() -> new AssertionError("the request was not admitted at once: " + greeted.refusal())));
    }

    /** Joins a client; it gets the lowest slot that is free. */
    public int join(Admission admission) {
        int slot = taken.nextClearBit(0);
        taken.set(slot);
        port.joined(slot, admission.greeted());
        call(() -> session.joined(slot, admission, nowNs));
        return slot;
    }

    /** A client leaves by itself, or dies. */
    public void leave(int slot) {
        removed(slot);
    }

    public SendResult send(int slot, String text) {
        return send(slot, FrameType.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public SendResult send(int slot, FrameType type, byte[] message) {
        return port.during(() -> lend(message, frame -> session.clientFrame(slot, type, frame)));
    }

    /** Subscribes through the client library; returns the correlation id. */
    public long subscribe(int slot, String channel, String... symbols) {
        return subscribe(slot, new SubscriptionRequest(channel, List.of(symbols), ""));
    }

    /** Subscribes through the client library, with a request text; returns the correlation id. */
    public long subscribe(int slot, SubscriptionRequest request) {
        long id = ++correlationId;
        call(() -> session.subscribe(slot, id, request));
        return id;
    }

    public long unsubscribe(int slot, String channel, String... symbols) {
        return unsubscribe(slot, new SubscriptionRequest(channel, List.of(symbols), ""));
    }

    public long unsubscribe(int slot, SubscriptionRequest request) {
        long id = ++correlationId;
        call(() -> session.unsubscribe(slot, id, request));
        return id;
    }

    /** The upstream WebSocket opens. */
    public void open() {
        call(() -> session.upstreamOpened(new UpstreamInfo("", ""), nowNs));
    }

    /** A text message comes from the upstream. */
    public void receive(String text) {
        receive(FrameType.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public void receive(FrameType type, byte[] message) {
        port.during(() -> lend(message, frame -> {
            session.upstreamFrame(type, frame);
            return true;
        }));
    }

    /** The upstream connection breaks. */
    public void lose() {
        lose(LOST);
    }

    public void lose(Failure failure) {
        port.lost();
        call(() -> session.upstreamLost(failure));
    }

    /** Time passes. */
    public void pass(Duration duration) {
        nowNs += duration.toNanos();
        call(() -> session.tick(nowNs));
    }

    private RecordingGreeterPort greet(OpenRequest request) {
        RecordingGreeterPort greeted = new RecordingGreeterPort();
        protocol.greet(request, greeted, nowNs);
        return greeted;
    }

    private void removed(int slot) {
        taken.clear(slot);
        port.left(slot);
        call(() -> session.left(slot));
    }

    private void call(Runnable call) {
        port.during(() -> {
            call.run();
            return true;
        });
    }

    private interface Use<T> {
        T apply(ByteBuffer frame);
    }

    private static <T> T lend(byte[] message, Use<T> use) {
        int offset = 3;
        ByteBuffer memory = ByteBuffer.allocateDirect(message.length + 2 * offset);
        memory.position(offset).put(message).flip().position(offset);
        ByteBuffer lent = memory.asReadOnlyBuffer();
        T result = use.apply(lent);
        if (lent.position() != offset || lent.limit() != offset + message.length) {
            throw new AssertionError("the session moved the position or limit of a buffer: " + lent);
        }
        memory.clear();
        while (memory.hasRemaining()) {
            memory.put((byte) '#');
        }
        return result;
    }
}
