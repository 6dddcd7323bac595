// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.Greeter;
import dev.wsproxy.protocol.GreeterPort;
import dev.wsproxy.protocol.Protocol;
import dev.wsproxy.protocol.ProtocolSession;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.OpenRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** A protocol that admits everybody at once, by URL; tests replace what they want to be different. */
final class FakeProtocol implements Protocol {
    private final String name;
    final int affinity;
    final List<FakeSession> sessions = new CopyOnWriteArrayList<>();

    BiFunction<OpenRequest, GreeterPort, Greeter> greeting = (request, port) -> {
        port.admit(key(request.url()), new Admission(request, false));
        return Greeter.DONE;
    };

    RuntimeException refusal;
    boolean sessionsOutliveClients;
    Consumer<Admission> onSession = first -> {};

    FakeProtocol(String name, int affinity) {
        this.name = name;
        this.affinity = affinity;
    }

    ConnectionKey key(String url) {
        return new ConnectionKey(name, url, "");
    }

    FakeSession last() {
        return sessions.get(sessions.size() - 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int affinity(URI url) {
        return affinity;
    }

    @Override
    public Greeter greet(OpenRequest request, GreeterPort port, long nowNs) {
        return greeting.apply(request, port);
    }

    @Override
    public ProtocolSession session(ConnectionKey key, Admission first, SessionPort port) {
        onSession.accept(first);
        if (refusal != null) {
            throw refusal;
        }
        FakeSession session = new FakeSession(key, port);
        session.outlivesClients = sessionsOutliveClients;
        sessions.add(session);
        return session;
    }

    static String text(FrameType type, ByteBuffer frame) {
        return StandardCharsets.UTF_8.decode(frame.duplicate()).toString();
    }
}
