// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.shm.control.ControlChannel;
import dev.wsproxy.wire.Farewell;
import dev.wsproxy.wire.Refused;
import dev.wsproxy.wire.WireException;
import dev.wsproxy.wire.WireMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other end of one control socket, from its acceptance to its end: it registers, is served, may be told farewell, and
 * is gone when its socket ends. On the control loop's thread, but for {@link #send}.
 */
final class Peer implements ControlLoop.Ready {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
    private static final int STEPS_PER_TURN = 64;
    private static final long REGISTRATION_NS = TimeUnit.SECONDS.toNanos(10);

    private final ControlLoop loop;
    private final PeerSocket socket;
    private final ControlChannel channel;
    private final Registrar registrar;
    private final long drainNs;

    private @Nullable Inbox inbox;
    private boolean blocked;
    private boolean early;
    private boolean leaving;
    private boolean ended;
    private long deadlineNs = System.nanoTime() + REGISTRATION_NS;

    Peer(ControlLoop loop, SocketChannel accepted, Registrar registrar, long drainNs) throws IOException {
        this.loop = loop;
        this.registrar = registrar;
        this.drainNs = drainNs;
        channel = ControlChannel.ofProxy(accepted);
        socket = new PeerSocket(loop, channel, this);
    }

    @Override
    public void ready(SelectionKey key) {
        socket.ready(key);
    }

    /** Sends a message; from any thread, without waiting. A peer that lets too much pile up is cut off. */
    void send(ByteBuffer message) {
        if (!socket.send(message)) {
            loop.execute(this::end);
        }
    }

    void send(WireMessage message) {
        send(message.encode());
    }

    /** Does some of what is to be done for this peer; false when there was nothing. */
    boolean advance() {
        if (ended) {
            return false;
        }
        try {
            int steps = inbox != null && !leaving && inbox.retryParked() ? 1 : 0;
            while (steps < STEPS_PER_TURN && step()) {
                steps++;
            }
            socket.resume();
            if (socket.isAtEnd() && (steps == 0 || leaving)) {
                end();
            }
            return steps > 0;
        } catch (RuntimeException | Error e) {
            failed(e);
            return true;
        }
    }

    /** An error too, whatever it says about this process, costs only the peer in whose service it arose. */
    @Override
    public void failed(Throwable cause) {
        if (leaving) {
            end(); // It was told, and what it sends after garbage cannot even be skipped.
        } else if (cause instanceof WireException) {
            refuse(Failure.of(ErrorCode.INVALID_REQUEST, String.valueOf(cause.getMessage())));
        } else if (cause instanceof FailureException refusal) {
            refuse(refusal.failure());
        } else {
            LOG.error("Serving {} failed", this, cause);
            refuse(Failure.of(ErrorCode.INTERNAL, "the proxy failed to serve this client; its log says why"));
        }
    }

    private boolean step() {
        if (leaving || ended) {
            return discard();
        }
        if (inbox == null) {
            return register();
        }
        Inbox.Step step = inbox.step();
        blocked = step == Inbox.Step.BLOCKED;
        early = step == Inbox.Step.EARLY;
        if (step == Inbox.Step.LEFT) {
            end();
        }
        return step == Inbox.Step.DONE;
    }

    private boolean register() {
        ByteBuffer hello = channel.peek();
        if (hello == null) {
            return false;
        }
        inbox = registrar.register(hello, this, channel);
        if (!leaving) {
            channel.remove();
        }
        return true;
    }

    private boolean discard() {
        if (channel.peek() == null) {
            return false;
        }
        channel.remove();
        return true;
    }

    private void refuse(Failure failure) {
        LOG.info("Cutting off {}: {}", this, failure);
        farewell(failure);
    }

    /** Tells the peer why it has to go, releases what it held, and gives it some time to read what there is. */
    void farewell(Failure failure) {
        if (leaving || ended) {
            return;
        }
        leaving = true;
        deadlineNs = System.nanoTime() + drainNs;
        if (inbox == null) {
            send(new Refused(failure));
        } else {
            inbox.left(failure);
            send(new Farewell(failure));
        }
    }

    /** Cuts the peer off if its time to register, or to go, is over. */
    void checkDeadline(long nowNs) {
        if ((inbox == null || leaving) && nowNs - deadlineNs > 0) {
            end();
        }
    }

    /** Whether it has not registered yet. */
    boolean isRegistering() {
        return inbox == null;
    }

    /** Closes the socket and releases everything; no-op when repeated. */
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        channel.close();
        if (inbox != null) {
            inbox.left(inbox.ending());
            inbox.close();
        }
    }

    boolean isEnded() {
        return ended;
    }

    /** Whether something of this peer's is to be tried again before long. */
    boolean isWaiting() {
        return !leaving && (blocked || inbox != null && inbox.hasParked());
    }

    void sleeps(boolean sleeps) {
        if (inbox != null) {
            inbox.sleeps(sleeps);
        }
    }

    /** Something that a client has in memory has failed. */
    void verifyMemory() {
        if (inbox != null) {
            inbox.verifyMemory();
        }
    }

    /** Whether its request queue holds something that can be taken. */
    boolean hasRequests() {
        try {
            return inbox != null && !blocked && !early && !leaving && inbox.hasRequests();
        } catch (RuntimeException | Error e) {
            failed(e);
            return true;
        }
    }

    @Override
    public String toString() {
        return inbox == null ? "a process that has not registered" : inbox.toString();
    }
}
