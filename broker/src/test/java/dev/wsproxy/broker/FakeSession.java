// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.ProtocolSession;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Recipients;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Everything to everybody; ready as soon as the upstream is open. It checks that it is never called from inside a call to
 * itself or by two threads, and tests replace what they want to be different.
 */
final class FakeSession implements ProtocolSession {
    final SessionPort port;
    final Recipients members = new Recipients();
    final List<String> calls = new CopyOnWriteArrayList<>();
    private final ConnectionKey key;
    private final AtomicBoolean inside = new AtomicBoolean();
    private boolean up;
    boolean outlivesClients;

    IntConsumer onJoined = this::openIfUp;
    Runnable onOpened;
    Consumer<String> onFrame;
    Runnable onTick = () -> {};

    FakeSession(ConnectionKey key, SessionPort port) {
        this.key = key;
        this.port = port;
        this.onOpened = this::readyAndOpenAll;
        this.onFrame = null;
    }

    @Override
    public boolean outlivesClients() {
        return outlivesClients;
    }

    void openIfUp(int slot) {
        if (up) {
            port.opened(slot);
        }
    }

    void readyAndOpenAll() {
        port.ready();
        for (int slot = members.next(0); slot >= 0; slot = members.next(slot + 1)) {
            port.opened(slot);
        }
    }

    private void call(String name, Runnable body) {
        if (!inside.compareAndSet(false, true)) {
            throw new AssertionError(name + " was called inside another call");
        }
        try {
            calls.add(name);
            body.run();
        } finally {
            inside.set(false);
        }
    }

    @Override
    public UpstreamRequest upstreamRequest() {
        return new UpstreamRequest(URI.create(key.endpoint()), Map.of(), List.of());
    }

    @Override
    public void joined(int slot, Admission admission, long nowNs) {
        call("joined " + slot, () -> {
            members.add(slot);
            onJoined.accept(slot);
        });
    }

    @Override
    public void left(int slot) {
        call("left " + slot, () -> members.remove(slot));
    }

    @Override
    public SendResult clientFrame(int slot, FrameType type, ByteBuffer frame) {
        SendResult[] result = {SendResult.OK};
        call("clientFrame " + slot, () -> result[0] = port.send(type, frame));
        return result[0];
    }

    @Override
    public void subscribe(int slot, long correlationId, SubscriptionRequest request) {
        call("subscribe " + slot, () -> port.event(new ClientEvent.SubscriptionChanged(correlationId, Set.of()), slot));
    }

    @Override
    public void unsubscribe(int slot, long correlationId, SubscriptionRequest request) {
        call(
                "unsubscribe " + slot,
                () -> port.event(new ClientEvent.SubscriptionChanged(correlationId, Set.of()), slot));
    }

    @Override
    public void upstreamOpened(UpstreamInfo info, long nowNs) {
        call("upstreamOpened", () -> {
            up = true;
            onOpened.run();
        });
    }

    @Override
    public void upstreamFrame(FrameType type, ByteBuffer frame) {
        if (onFrame == null) {
            port.deliver(type, frame, members);
        } else {
            call("upstreamFrame", () -> onFrame.accept(FakeProtocol.text(type, frame)));
        }
    }

    @Override
    public void upstreamLost(Failure failure) {
        call("upstreamLost " + failure.code(), () -> up = false);
    }

    @Override
    public void tick(long nowNs) {
        if (!inside.compareAndSet(false, true)) {
            throw new AssertionError("tick was called inside another call");
        }
        try {
            onTick.run();
        } finally {
            inside.set(false);
        }
    }
}
