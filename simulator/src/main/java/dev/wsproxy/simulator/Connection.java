// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends to one client, keeps what waits for it within bounds, and sees whether it is still there. Safe for use by
 * several threads; nothing blocks.
 */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final CoreSession core;
    private final Venue venue;
    private final Session session;
    private final Future<?> pings;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicReference<@Nullable Callback> heldClose = new AtomicReference<>();
    private final AtomicReference<@Nullable Future<?>> pongTimer = new AtomicReference<>();
    private volatile boolean cut;

    Connection(CoreSession core, Feed feed, Venue venue) {
        this.core = core;
        this.venue = venue;
        this.session = new Session(venue, feed, this);
        this.pings = venue.every(venue.options().pingInterval(), this::ping);
    }

    Session session() {
        return session;
    }

    /** What was sent and is not yet with the operating system. */
    long queuedBytes() {
        return queuedBytes.get();
    }

    void demand() {
        core.demand();
    }

    void onMessage(byte[] message) {
        if (!venue.isSilent()) {
            session.onMessage(message);
        }
    }

    void send(byte[] text) {
        transmit(text, Callback.NOOP, false);
    }

    /**
     * Sends unless too much is waiting already: then the client is too slow and is cut off.
     *
     * @param more whether there will be more to send at once, so that this need not leave alone
     */
    void sendData(byte[] text, boolean more) {
        if (queuedBytes.get() > venue.options().queueLimitBytes() && !cut) {
            LOG.info(
                    "Cutting off a slow client: feed={}, queuedBytes={}",
                    session.feed().path(),
                    queuedBytes);
            venue.counters().slowClients.increment();
            sendLast(Replies.error(ErrorCode.SLOW_CLIENT));
        }
        transmit(text, Callback.NOOP, more);
    }

    /** Sends and then cuts the connection, soon even if the client does not read. */
    void sendLast(byte[] text) {
        session.end();
        transmit(text, Callback.from(this::abort), false);
        cut = true;
        venue.after(LAST_WORDS, this::abort);
    }

    private void transmit(byte[] text, Callback sent, boolean more) {
        if (cut || venue.isSilent()) {
            return;
        }
        queuedBytes.addAndGet(text.length);
        venue.counters().framesSent.increment();
        Callback counted = Callback.from(sent, () -> queuedBytes.addAndGet(-text.length));
        core.sendFrame(new Frame(OpCode.TEXT, ByteBuffer.wrap(text)), counted, more);
    }

    /** Answers a ping. */
    void pong(byte[] payload) {
        if (!venue.isSilent()) {
            core.sendFrame(new Frame(OpCode.PONG, ByteBuffer.wrap(payload)), Callback.NOOP, false);
        }
    }

    private void ping() {
        if (!venue.isSilent() && pongTimer.get() == null) {
            pongTimer.set(venue.after(venue.options().pongTimeout(), this::onNoPong));
            core.sendFrame(new Frame(OpCode.PING), Callback.NOOP, false);
        }
    }

    private void onNoPong() {
        pongTimer.set(null);
        if (!venue.isSilent()) {
            LOG.info(
                    "Cutting off a client that does not answer pings: feed={}",
                    session.feed().path());
            abort();
        }
    }

    void onPong() {
        Future<?> timer = pongTimer.getAndSet(null);
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** The client has sent a close frame, which Jetty answers when the callback succeeds. */
    void closing(Callback answer) {
        session.end();
        if (venue.isSilent()) {
            heldClose.set(answer);
        } else {
            answer.succeeded();
        }
    }

    /** Answers what silence has held back. */
    void speak() {
        Callback answer = heldClose.getAndSet(null);
        if (answer != null) {
            answer.succeeded();
        }
    }

    void close(int code, String reason) {
        session.end();
        core.close(code, reason, Callback.NOOP);
    }

    /** Cuts the connection without a close frame. */
    void abort() {
        session.end();
        core.abort();
    }

    void closed(CloseStatus status) {
        session.end();
        pings.cancel(false);
        onPong();
        venue.remove(this);
        LOG.info("Connection closed: feed={}, status={}", session.feed().path(), status);
    }
}
