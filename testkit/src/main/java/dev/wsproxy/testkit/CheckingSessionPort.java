// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.protocol.SessionPort;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.Recipients;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** Passes on to the recording what the contract allows, and fails the test on anything else. */
final class CheckingSessionPort implements SessionPort {
    private final RecordingSessionPort recording;
    private final IntConsumer leave;
    private final BitSet joined = new BitSet();
    private final BitSet opened = new BitSet();
    private final List<Integer> leaving = new ArrayList<>();
    private int depth;
    private boolean lost;
    private boolean leavesAtOnce;

    CheckingSessionPort(RecordingSessionPort recording, IntConsumer leave) {
        this.recording = recording;
        this.leave = leave;
    }

    void joined(int slot, boolean greeted) {
        joined.set(slot);
        opened.set(slot, greeted);
    }

    void left(int slot) {
        joined.clear(slot);
        opened.clear(slot);
        recording.left(slot);
    }

    void leaveAtOnce() {
        leavesAtOnce = true;
    }

    void lost() {
        lost = true;
    }

    /** The port may be used during this call to the session; clients that were refused leave after it. */
    <T> T during(Supplier<T> call) {
        depth++;
        T result;
        try {
            result = call.get();
        } finally {
            depth--;
        }
        while (depth == 0 && !leaving.isEmpty()) {
            leave.accept(leaving.remove(0));
        }
        return result;
    }

    @Override
    public Credentials resolve(Credentials presented, boolean trusted) {
        check(depth > 0, "resolved credentials outside a call");
        return recording.resolve(presented, trusted);
    }

    @Override
    public SendResult send(FrameType type, ByteBuffer frame) {
        check(depth > 0, "sent upstream outside a call");
        return recording.send(type, unmoved(frame));
    }

    @Override
    public void deliver(FrameType type, ByteBuffer frame, Recipients to) {
        check(!to.isEmpty(), "delivered to nobody");
        for (int slot = to.next(0); slot >= 0; slot = to.next(slot + 1)) {
            mayHear(slot);
        }
        check(!lost, "delivered data between a loss and ready: " + RecordingSessionPort.text(type, frame));
        recording.deliver(type, unmoved(frame), to);
    }

    @Override
    public void deliver(FrameType type, ByteBuffer frame, int slot) {
        mayHear(slot);
        recording.deliver(type, unmoved(frame), slot);
    }

    @Override
    public void event(ClientEvent event, int slot) {
        mayHear(slot);
        recording.event(event, slot);
    }

    @Override
    public void slowClientNotice(int slot, FrameType type, ByteBuffer frame) {
        check(depth > 0 && joined.get(slot), "gave a notice for a slot that nobody is in: slot=" + slot);
        check(frame.hasRemaining(), "gave an empty notice for slow clients: slot=" + slot);
        recording.slowClientNotice(slot, type, unmoved(frame));
    }

    @Override
    public void malformed() {
        check(depth > 0, "called a message malformed outside a call");
        recording.malformed();
    }

    @Override
    public void opened(int slot) {
        check(depth > 0 && joined.get(slot), "opened a slot that nobody is in: slot=" + slot);
        opened.set(slot);
        recording.opened(slot);
    }

    @Override
    public void refuse(int slot, Failure failure) {
        check(depth > 0 && joined.get(slot), "refused a slot that nobody is in: slot=" + slot);
        recording.refuse(slot, failure);
        end(slot);
    }

    @Override
    public void ready() {
        check(depth > 0, "ready outside a call");
        lost = false;
        recording.ready();
    }

    @Override
    public void failed(Failure failure, Retry retry) {
        check(depth > 0, "failed outside a call");
        lost = true;
        recording.failed(failure, retry);
        for (int slot = joined.nextSetBit(0); slot >= 0; slot = joined.nextSetBit(slot + 1)) {
            if (retry == Retry.NEVER || !opened.get(slot)) {
                end(slot);
            }
        }
    }

    private void end(int slot) {
        joined.clear(slot);
        if (leavesAtOnce) {
            leave.accept(slot);
        } else {
            leaving.add(slot);
        }
    }

    private void mayHear(int slot) {
        check(depth > 0, "spoke to a client outside a call: slot=" + slot);
        check(joined.get(slot), "spoke to a client that has left: slot=" + slot);
        check(opened.get(slot), "spoke to a client before its open succeeded: slot=" + slot);
    }

    private static ByteBuffer unmoved(ByteBuffer frame) {
        return frame.asReadOnlyBuffer();
    }

    private static void check(boolean kept, String what) {
        if (!kept) {
            throw new AssertionError("the session broke its contract: it " + what);
        }
    }
}
