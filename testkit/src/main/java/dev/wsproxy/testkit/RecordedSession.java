// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.ClientSession;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A session of {@link ScriptedHost}: what its client asked for, in order. Any thread. */
public final class RecordedSession implements ClientSession {
    /** Something that the client asked for. */
    public sealed interface Call {}

    public record Opened(int handle, OpenRequest request) implements Call {}

    public record Sent(int handle, FrameType type, byte[] data) implements Call {}

    public record Subscribed(int handle, long correlationId, SubscriptionRequest request) implements Call {}

    public record Unsubscribed(int handle, long correlationId, SubscriptionRequest request) implements Call {}

    public record Restated(int handle) implements Call {}

    public record Closed(int handle) implements Call {}

    public record Left(Failure reason) implements Call {}

    private final ClientInfo info;
    private final ClientPort port;
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final Map<Integer, SendResult> sendResults = new ConcurrentHashMap<>();
    private volatile SendResult sendResult = SendResult.OK;
    private volatile @Nullable Error error;

    RecordedSession(ClientInfo info, ClientPort port) {
        this.info = info;
        this.port = port;
    }

    public ClientInfo info() {
        return info;
    }

    public ClientPort port() {
        return port;
    }

    /** What every send answers from now on; one that is not taken is not recorded. */
    public void answerSends(SendResult result) {
        sendResult = result;
    }

    /** What every send on one connection answers from now on. */
    public void answerSends(int handle, SendResult result) {
        sendResults.put(handle, result);
    }

    /** Every send throws this from now on, and the client's leaving, once it is recorded, too. */
    public void fail(Error thrown) {
        error = thrown;
    }

    private void throwError() {
        Error thrown = error;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** The next call; waits for it. */
    public Call awaitCall() throws InterruptedException {
        Call call = calls.poll(Deadlines.GENEROUS.toSeconds(), TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("the session of " + info + " was not called");
        }
        return call;
    }

    /** The next call, which is of this kind; waits for it. */
    public <C extends Call> C await(Class<C> kind) throws InterruptedException {
        Call call = awaitCall();
        if (!kind.isInstance(call)) {
            throw new AssertionError("expected " + kind.getSimpleName() + ", got " + call);
        }
        return kind.cast(call);
    }

    /** How many calls wait to be looked at. */
    public int pending() {
        return calls.size();
    }

    @Override
    public void open(int handle, OpenRequest request) {
        calls.add(new Opened(handle, request));
    }

    @Override
    public SendResult send(int handle, FrameType type, ByteBuffer data) {
        throwError();
        SendResult result = sendResults.getOrDefault(handle, sendResult);
        if (result == SendResult.OK) {
            byte[] copy = new byte[data.remaining()];
            data.duplicate().get(copy);
            calls.add(new Sent(handle, type, copy));
        }
        return result;
    }

    @Override
    public void subscribe(int handle, long correlationId, SubscriptionRequest request) {
        calls.add(new Subscribed(handle, correlationId, request));
    }

    @Override
    public void unsubscribe(int handle, long correlationId, SubscriptionRequest request) {
        calls.add(new Unsubscribed(handle, correlationId, request));
    }

    @Override
    public void restate(int handle) {
        calls.add(new Restated(handle));
    }

    @Override
    public void close(int handle) {
        calls.add(new Closed(handle));
    }

    @Override
    public void left(Failure reason) {
        calls.add(new Left(reason));
        throwError();
    }
}
