// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.SendWindow;
import dev.wsproxy.transport.shm.control.ControlChannel;
import dev.wsproxy.transport.shm.control.TransportMessage;
import dev.wsproxy.wire.Close;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.Send;
import dev.wsproxy.wire.Subscribe;
import dev.wsproxy.wire.UnknownMessageException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one registered peer sends, on its socket and in its request queue, in the order in which it was sent: a request is
 * stamped with the number of socket messages before it. On the control loop's thread.
 */
final class Inbox implements AutoCloseable {
    /** What a step did. */
    enum Step {
        /** A message was taken. */
        DONE,
        /** There is none. */
        IDLE,
        /** There is one that cannot be taken yet. */
        BLOCKED,
        /** There is one that comes after another, which has not arrived on the socket. */
        EARLY,
        /** The peer has said goodbye. */
        LEFT
    }

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final ControlChannel channel;
    private final RequestDispatcher dispatcher;
    private final @Nullable ShmClient client;
    private final @Nullable Parking parking;
    private long controls;
    private boolean left;

    /** Of a client with queues, or of an administrator ({@code null}). */
    Inbox(ControlChannel channel, RequestDispatcher dispatcher, @Nullable ShmClient client) {
        this.channel = channel;
        this.dispatcher = dispatcher;
        this.client = client;
        parking = client == null ? null : new Parking(dispatcher, client.flags());
    }

    /** Takes one message, if there is one that can be taken. */
    Step step() {
        ByteBuffer control = channel.peek();
        // After the socket: a request that was appended before that control message is seen here.
        RequestStream requests = requests();
        ByteBuffer request = requests == null ? null : requests.peek();
        if (requests == null || request == null) {
            return control == null ? Step.IDLE : take(control);
        }
        if (requests.controlsBefore() > controls) {
            boolean open = control != null || channel.receive();
            control = channel.peek();
            if (control != null) {
                return take(control);
            }
            if (open) {
                return Step.EARLY;
            }
        }
        if (!dispatch(request, requests.window())) {
            return Step.BLOCKED;
        }
        requests.remove();
        return Step.DONE;
    }

    private Step take(ByteBuffer control) {
        if (TransportMessage.isOne(control)) {
            takeOwn(control);
        } else {
            if (!dispatch(control, FlagsPage.NO_WINDOW)) {
                return Step.BLOCKED;
            }
            controls++;
        }
        channel.remove();
        return dispatcher.saidGoodbye() ? Step.LEFT : Step.DONE;
    }

    private boolean dispatch(ByteBuffer message, int window) {
        try {
            return dispatch(Request.decode(message), window, message.remaining());
        } catch (UnknownMessageException e) {
            dispatcher.notUnderstood(e);
            return true;
        }
    }

    private boolean dispatch(Request request, int window, int bytes) {
        if (parking != null && request instanceof Send send) {
            return parking.send(send, window, SendWindow.cost(bytes));
        }
        if (parking != null && request instanceof Subscribe subscribe) {
            return parking.subscribe(subscribe, SendWindow.cost(bytes));
        }
        if (parking != null && request instanceof Close close) {
            parking.drop(close.handle());
        }
        return dispatcher.dispatch(request);
    }

    /** Carries out what was parked, as far as that is possible; whether that was anything. */
    boolean retryParked() {
        return parking != null && parking.retry();
    }

    /** Whether something is parked. */
    boolean hasParked() {
        return parking != null && !parking.isEmpty();
    }

    /** One that a later minor version sends is one that the proxy can do without. */
    private void takeOwn(ByteBuffer control) {
        try {
            take(TransportMessage.decode(control));
        } catch (UnknownMessageException e) {
            LOG.debug("{} of {}", e.getMessage(), this);
        }
    }

    private void take(TransportMessage message) {
        if (client != null && message instanceof TransportMessage.QueueReady ready) {
            client.openRequests(ready.position());
        } else if (client != null && message instanceof TransportMessage.Released released) {
            client.released(released.handle());
        }
    }

    private @Nullable RequestStream requests() {
        return client == null ? null : client.requests();
    }

    /** Whether the request queue holds something. */
    boolean hasRequests() {
        RequestStream requests = requests();
        return requests != null && requests.hasMore();
    }

    void verifyMemory() {
        if (client != null) {
            client.flags().verify();
        }
    }

    void sleeps(boolean sleeps) {
        if (client != null) {
            client.flags().proxySleeps(sleeps);
        }
    }

    /** Why the peer has gone, when nobody has told it to. */
    Failure ending() {
        return Failure.of(
                ErrorCode.CLOSED,
                dispatcher.saidGoodbye()
                        ? "the client has left"
                        : "the client's process has ended, or its control socket");
    }

    /** Ends the broker's session for this peer; no-op when repeated. */
    void left(Failure reason) {
        if (!left) {
            left = true;
            guard(() -> dispatcher.left(reason));
        }
    }

    /** Nothing that fails may keep the rest of a peer from being released. */
    private void guard(Runnable release) {
        try {
            release.run();
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be released as it should", this, e);
        }
    }

    /** Releases the peer's memory. */
    @Override
    public void close() {
        if (client != null) {
            guard(client::close);
        }
    }

    @Override
    public String toString() {
        return client == null ? "an administrator" : client.toString();
    }
}
