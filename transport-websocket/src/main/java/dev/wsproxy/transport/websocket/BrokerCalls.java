// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.ClientSession;
import dev.wsproxy.transport.OpenRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.SerializedInvoker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one client asks of the broker: one call at a time, in order, and on Jetty's threads only, whoever causes it. A
 * message that the broker cannot take yet is tried again, at growing intervals; those behind it wait.
 */
final class BrokerCalls {
    /** Each client opens one connection. */
    static final int HANDLE = 1;

    private static final Logger LOG = LoggerFactory.getLogger(BrokerCalls.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(5);
    private static final Duration LAST_RETRY = Duration.ofMillis(200);

    private final EndpointContext context;
    private final ClientPort port;
    private final Consumer<Farewell> end;
    private final SerializedInvoker calls = new SerializedInvoker(BrokerCalls.class);
    private final Inbox inbox = new Inbox();
    private @Nullable ClientSession session;
    private @Nullable Runnable readOn;
    private Scheduler.@Nullable Task retry;
    private Duration retryDelay = FIRST_RETRY;
    private boolean gone;
    private volatile boolean reading = true;

    /**
     * For a client.
     *
     * @param end ends the client's connection
     */
    BrokerCalls(EndpointContext context, ClientPort port, Consumer<Farewell> end) {
        this.context = context;
        this.port = port;
        this.end = end;
    }

    /** Registers the client and opens its connection. On a thread of Jetty's. */
    void open(ClientInfo info, OpenRequest request) {
        calls.run(() -> join(info, request));
    }

    private void join(ClientInfo info, OpenRequest request) {
        if (gone) {
            return;
        }
        try {
            ClientSession joined = context.host().join(info, port);
            session = joined;
            joined.open(HANDLE, request);
        } catch (FailureException e) {
            end.accept(Farewell.of(e.failure()));
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    /**
     * A message for the upstream. On a thread of Jetty's.
     *
     * @param data valid until {@code readNext} is called
     * @param readNext called, by any thread, when the socket may be read again
     */
    void send(FrameType type, ByteBuffer data, Runnable readNext) {
        calls.run(() -> take(type, data, readNext));
    }

    private void take(FrameType type, ByteBuffer data, Runnable readNext) {
        if (!gone && (!inbox.isEmpty() || !isTaken(type, data))) {
            inbox.hold(type, data);
            scheduleRetry();
        }
        if (inbox.isFull()) {
            reading = false;
            readOn = readNext;
        } else {
            readNext.run();
        }
    }

    /** What is refused because nothing is connected waits too: the client was not told, as it has no way to know. */
    private boolean isTaken(FrameType type, ByteBuffer data) {
        SendResult result = give(type, data);
        if (result == SendResult.TOO_LARGE) {
            end.accept(
                    Farewell.tooLarge("a message of " + data.remaining() + " bytes is more than the upstream takes"));
        }
        return result != SendResult.BACKPRESSURE && result != SendResult.NOT_CONNECTED;
    }

    private SendResult give(FrameType type, ByteBuffer data) {
        ClientSession open = session;
        try {
            return open == null ? SendResult.CLOSED : open.send(HANDLE, type, data);
        } catch (RuntimeException e) {
            broken(e);
            return SendResult.CLOSED;
        }
    }

    private void broken(RuntimeException e) {
        LOG.error("{}: the broker failed; the client is closed", port, e);
        end.accept(Farewell.of(Failure.of(ErrorCode.INTERNAL, "the proxy's log has the details")));
    }

    private void scheduleRetry() {
        if (retry == null) {
            retry = context.scheduler().schedule(() -> later(this::tryAgain), retryDelay);
        }
    }

    private void tryAgain() {
        retry = null;
        inbox.drain(this::isTaken);
        if (inbox.isEmpty()) {
            retryDelay = FIRST_RETRY;
        } else if (!gone) {
            Duration doubled = retryDelay.multipliedBy(2);
            retryDelay = doubled.compareTo(LAST_RETRY) < 0 ? doubled : LAST_RETRY;
            scheduleRetry();
        }
        Runnable next = readOn;
        if (next != null && !inbox.isFull()) {
            readOn = null;
            reading = true;
            next.run();
        }
    }

    /** Whether the socket is read: not while too many messages wait. */
    boolean isReading() {
        return reading;
    }

    /** The client has left; nothing is asked afterwards. From any thread, also one that delivers. */
    void leave(Failure reason) {
        later(() -> {
            gone = true;
            inbox.clear();
            ClientSession left = session;
            session = null;
            if (left != null) {
                left.left(reason);
            }
            Runnable next = readOn;
            readOn = null;
            if (next != null) {
                reading = true;
                next.run();
            }
        });
    }

    private void later(Runnable call) {
        Runnable first = calls.offer(call);
        if (first != null) {
            context.execute(first);
        }
    }
}
