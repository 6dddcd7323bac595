// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends to one client, keeps what waits for it within bounds, and sees whether it is still there. Safe for use by
 * several threads; nothing blocks.
 */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final CoreSession core;
    private final Encoding encoding;
    private final Venue venue;
    private final byte opCode;
    private final Dialogue session;
    private final Future<?> pings;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicReference<@Nullable Callback> heldClose = new AtomicReference<>();
    private final AtomicReference<@Nullable Future<?>> pongTimer = new AtomicReference<>();
    private volatile boolean cut;

    Connection(CoreSession core, Feed feed, Encoding encoding, Venue venue) {
        this.core = core;
        this.encoding = encoding;
        this.venue = venue;
        boolean account = feed.kind() == Kind.ORDERS;
        this.opCode = account ? OpCode.BINARY : encoding.opCode();
        this.session = account ? new AccountSession(venue, this) : new Session(venue, feed, encoding, this);
        this.pings = venue.every(venue.options().pingInterval(), this::ping);
    }

    Dialogue session() {
        return session;
    }

    /** What was sent and is not yet with the operating system. */
    long queuedBytes() {
        return queuedBytes.get();
    }

    void demand() {
        core.demand();
    }

    /** @param binary whether it came in binary frames */
    void onMessage(byte[] message, boolean binary) {
        if (!venue.isSilent()) {
            session.onMessage(message, binary);
        }
    }

    /** Sends a message of which there are few. */
    void send(Object message) {
        transmit(encoding.encode(message), Callback.NOOP, false);
    }

    /** Sends a message that was written as JSON, as it is if this client speaks JSON. */
    void sendJson(String json) {
        byte[] frame = encoding == Encoding.JSON ? json.getBytes(StandardCharsets.UTF_8) : encoding.encode(parse(json));
        transmit(frame, Callback.NOOP, false);
    }

    private static Object parse(String json) {
        try {
            return JsonMapper.shared().readValue(json, Object.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON, which is needed to make msgpack of it: " + json, e);
        }
    }

    /**
     * Sends unless too much is waiting already: then the client is too slow and is cut off.
     *
     * @param more whether there will be more to send at once, so that this need not leave alone
     */
    void sendData(byte[] frame, boolean more) {
        if (queuedBytes.get() > venue.options().queueLimitBytes() && !cut) {
            LOG.info(
                    "Cutting off a slow client: feed={}, queuedBytes={}",
                    session.feed().path(),
                    queuedBytes);
            venue.counters().slowClients.increment();
            if (venue.options().tellsSlowClients()) {
                sendLast(Replies.error(ErrorCode.SLOW_CLIENT));
            } else {
                cut = true;
                abort();
            }
        }
        transmit(frame, Callback.NOOP, more);
    }

    /** Sends and then cuts the connection, soon even if the client does not read. */
    void sendLast(Object message) {
        session.end();
        transmit(encoding.encode(message), Callback.from(this::abort), false);
        cut = true;
        venue.after(LAST_WORDS, this::abort);
    }

    private void transmit(byte[] payload, Callback sent, boolean more) {
        if (cut || venue.isSilent()) {
            return;
        }
        queuedBytes.addAndGet(payload.length);
        venue.counters().framesSent.increment();
        Callback counted = Callback.from(sent, () -> queuedBytes.addAndGet(-payload.length));
        core.sendFrame(new Frame(opCode, ByteBuffer.wrap(payload)), counted, more);
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
