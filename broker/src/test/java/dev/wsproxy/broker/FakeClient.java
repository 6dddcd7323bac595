// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.ClientSession;
import dev.wsproxy.transport.OpenRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client that remembers what it got per handle, events as they are and messages as strings, in order. */
final class FakeClient implements ClientPort {
    static final Failure GONE = Failure.of(ErrorCode.CLOSED, "the test's client has left");

    private final Map<Integer, List<Object>> received = new ConcurrentHashMap<>();
    volatile Failure disconnected;
    ClientSession session;

    /** What a notice for slow clients ends in. */
    RuntimeException failure;

    FakeClient open(int handle, String url) {
        session.open(handle, OpenRequest.of(url));
        return this;
    }

    void leave() {
        session.left(GONE);
    }

    void send(int handle, String text) {
        session.send(handle, FrameType.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    List<Object> got(int handle) {
        return received.computeIfAbsent(handle, unknown -> new CopyOnWriteArrayList<>());
    }

    /** What it got under handle 1. */
    List<Object> got() {
        return got(1);
    }

    Object last() {
        return got().get(got().size() - 1);
    }

    ClientEvent.Opened opened() {
        return (ClientEvent.Opened) got().stream()
                .filter(ClientEvent.Opened.class::isInstance)
                .findFirst()
                .orElseThrow(() -> new AssertionError("not opened, but got " + got()));
    }

    void receive(int handle, Object what) {
        got(handle).add(what);
    }

    @Override
    public void event(int handle, ClientEvent event) {
        receive(handle, event);
    }

    @Override
    public void frame(int handle, FrameType type, ByteBuffer data) {
        receive(handle, StandardCharsets.UTF_8.decode(data.duplicate()).toString());
    }

    @Override
    public void slowClientNotice(int handle, FrameType type, ByteBuffer data) {
        if (failure != null) {
            throw failure;
        }
        frame(handle, type, ByteBuffer.wrap("if slow: ".getBytes()));
        frame(handle, type, data);
    }

    @Override
    public void disconnect(Failure failure) {
        disconnected = failure;
    }

    @Override
    public long lagBytes() {
        return 7;
    }
}
