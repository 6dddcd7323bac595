// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.wire.EventCodec;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.Welcome;
import dev.wsproxy.wire.WireVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A link in memory: a test is the proxy at its other end. */
final class FakeLink implements ClientLink {
    /** A request as it arrived, and whether it came over the control socket. */
    record Arrived(Request request, boolean control) {}

    final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
    final Set<Integer> released = ConcurrentHashMap.newKeySet();
    volatile SendResult requestResult = SendResult.OK;
    volatile boolean closed;
    volatile BiConsumer<FakeLink, Request> proxy = (link, request) -> {};
    private final Queue<Consumer<LinkHandler>> records = new ConcurrentLinkedQueue<>();
    private final Semaphore bell = new Semaphore(0);

    /** A search that finds no other proxy. */
    static ClientLink none() {
        throw new FailureException(Failure.of(ErrorCode.START_FAILED, "no other proxy"));
    }

    volatile int version = WireVersion.CURRENT;

    @Override
    public Welcome welcome() {
        return new Welcome(version, 1, 4711, "test", "");
    }

    @Override
    public SendResult control(ByteBuffer message) {
        return message.remaining() > Request.MAX_CONTROL_BYTES ? SendResult.TOO_LARGE : arrive(message, true);
    }

    @Override
    public SendResult request(ByteBuffer message) {
        return requestResult == SendResult.OK ? arrive(message, false) : requestResult;
    }

    private SendResult arrive(ByteBuffer message, boolean control) {
        if (closed) {
            return SendResult.NOT_CONNECTED;
        }
        Request request = Request.decode(message);
        arrived.add(new Arrived(request, control));
        proxy.accept(this, request);
        return SendResult.OK;
    }

    @Override
    public int poll(LinkHandler handler, int limit) {
        int count = 0;
        for (Consumer<LinkHandler> next; count < limit && (next = records.poll()) != null; count++) {
            next.accept(handler);
        }
        return count;
    }

    @Override
    public void idle(Duration longest) {
        if (closed) {
            throw new IllegalStateException("idle after close");
        }
        try {
            if (bell.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                bell.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wake() {
        bell.release();
    }

    @Override
    public void release(int handle) {
        released.add(handle);
    }

    @Override
    public void close() {
        closed = true;
    }

    void record(Consumer<LinkHandler> record) {
        records.add(record);
        bell.release();
    }

    void event(int handle, ClientEvent event) {
        record(handler -> handler.onEvent(handle, EventCodec.encode(event).asReadOnlyBuffer()));
    }

    void data(int handle, long sequence, int remaining, String text) {
        ByteBuffer data = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
        record(handler -> handler.onData(handle, FrameType.TEXT, sequence, 11, 12, remaining, data));
    }

    void reply(Reply reply) {
        record(handler -> handler.onControl(reply.encode().asReadOnlyBuffer()));
    }

    void lose(String reason) {
        record(handler -> handler.onLost(Failure.of(ErrorCode.PROXY_LOST, reason)));
    }
}
