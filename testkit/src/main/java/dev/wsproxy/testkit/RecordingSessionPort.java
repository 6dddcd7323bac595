// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.runtime.LocalAccount;
import dev.wsproxy.runtime.LocalAccounts;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Keeps everything that a session does, in order. Copies what it is given. Not thread-safe. */
public final class RecordingSessionPort implements SessionPort {
    private final List<PortCall> calls = new ArrayList<>();
    private final List<String> untaken = new ArrayList<>();
    private final Map<Integer, PortCall.Delivered> slowClientNotices = new HashMap<>();
    private LocalAccounts accounts = LocalAccounts.NONE;
    private SendResult sendResult = SendResult.OK;

    /** What {@link #send} answers from now on; what is not accepted is not recorded. */
    public void answerSendsWith(SendResult result) {
        sendResult = result;
    }

    /** Everything, in order; a copy. */
    public List<PortCall> calls() {
        return List.copyOf(calls);
    }

    /** Forgets what happened so far. */
    public void clear() {
        calls.clear();
    }

    /** What was sent upstream. */
    public List<String> sent() {
        return of(PortCall.Sent.class).map(PortCall.Sent::text).toList();
    }

    /** What was sent upstream since the last time, for who plays the server; {@link #clear()} does not touch it. */
    public List<String> takeSent() {
        List<String> taken = List.copyOf(untaken);
        untaken.clear();
        return taken;
    }

    /** The messages that a client received. */
    public List<String> received(int slot) {
        return of(PortCall.Delivered.class)
                .filter(call -> call.slots().contains(slot))
                .map(PortCall.Delivered::text)
                .toList();
    }

    /** What a client would receive last if it read too slowly; not one of {@link #calls()}. Empty when there is nothing. */
    public Optional<PortCall.Delivered> slowClientNotice(int slot) {
        return Optional.ofNullable(slowClientNotices.get(slot));
    }

    void left(int slot) {
        slowClientNotices.remove(slot);
    }

    /** The events that a client received. */
    public List<ClientEvent> events(int slot) {
        return of(PortCall.Told.class)
                .filter(call -> call.slot() == slot)
                .map(PortCall.Told::event)
                .toList();
    }

    /** The calls of one kind, in order. */
    public <T extends PortCall> Stream<T> of(Class<T> kind) {
        return calls.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** From now on the broker knows an account. */
    public void entrust(LocalAccount account) {
        accounts = new LocalAccounts(List.of(account));
    }

    @Override
    public Credentials resolve(Credentials presented, boolean trusted) {
        return accounts.resolve(presented, trusted);
    }

    @Override
    public SendResult send(FrameType type, ByteBuffer frame) {
        if (sendResult == SendResult.OK) {
            calls.add(new PortCall.Sent(type, text(type, frame)));
            untaken.add(text(type, frame));
        }
        return sendResult;
    }

    @Override
    public void deliver(FrameType type, ByteBuffer frame, Recipients to) {
        Set<Integer> slots = new TreeSet<>();
        for (int slot = to.next(0); slot >= 0; slot = to.next(slot + 1)) {
            slots.add(slot);
        }
        calls.add(new PortCall.Delivered(type, text(type, frame), slots));
    }

    @Override
    public void deliver(FrameType type, ByteBuffer frame, int slot) {
        calls.add(new PortCall.Delivered(type, text(type, frame), Set.of(slot)));
    }

    @Override
    public void event(ClientEvent event, int slot) {
        calls.add(new PortCall.Told(event, slot));
    }

    @Override
    public void slowClientNotice(int slot, FrameType type, ByteBuffer frame) {
        slowClientNotices.put(slot, new PortCall.Delivered(type, text(type, frame), Set.of(slot)));
    }

    @Override
    public void malformed() {
        calls.add(new PortCall.Malformed());
    }

    @Override
    public void opened(int slot) {
        calls.add(new PortCall.Opened(slot));
    }

    @Override
    public void refuse(int slot, Failure failure) {
        calls.add(new PortCall.Refused(slot, failure));
    }

    @Override
    public void ready() {
        calls.add(new PortCall.Ready());
    }

    @Override
    public void failed(Failure failure, Retry retry) {
        calls.add(new PortCall.Failed(failure, retry));
    }

    static String text(FrameType type, ByteBuffer frame) {
        Charset charset = type == FrameType.TEXT ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        return charset.decode(frame.duplicate()).toString();
    }
}
