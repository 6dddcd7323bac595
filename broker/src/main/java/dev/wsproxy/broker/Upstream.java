// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.ConnectionKey;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.upstream.UpstreamConnector;
import dev.wsproxy.upstream.UpstreamRequest;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The upper half of a shared connection: one attempt after the other, their state, their liveness and the delays between
 * them. Used under the connection's lock.
 */
final class Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    /** As long as Alpaca's servers, for instance, wait for somebody to authenticate. */
    private static final long KEPT_NS = TimeUnit.SECONDS.toNanos(10);

    private final SharedConnection connection;
    private final Environment environment;
    private final Closings closings;
    private final CallTime time;
    private final Backoff backoff;

    private ConnectionState state = ConnectionState.CONNECTING;
    private @Nullable Failure trouble;
    private @Nullable Attempt attempt;
    private long notBeforeNs;
    private long attemptedNs;
    private long heardNs;
    private long readyNs;
    private long connectorMissingSinceNs;
    private boolean connectorMissing;
    private boolean hopeless;
    private int timesReady;

    Upstream(SharedConnection connection, Environment environment, Closings closings, CallTime time) {
        this.connection = connection;
        this.environment = environment;
        this.closings = closings;
        this.time = time;
        this.backoff = new Backoff(environment.settings(), environment.random());
        this.notBeforeNs = environment.nanoTime().getAsLong();
    }

    /**
     * Begins an attempt if none is under way, it is time, and nothing stands in the way.
     *
     * @return why that failed; null when it did not
     */
    @Nullable
    Failure advance(GuardedSession session) {
        if (attempt != null || state == ConnectionState.CLOSED || time.ns() - notBeforeNs < 0) {
            return null;
        }
        if (!closings.permits(key(), time.ns(), Nanos.of(settings().closeWait()))) {
            return null;
        }
        try {
            UpstreamRequest request = session.upstreamRequest();
            String scheme =
                    Objects.requireNonNullElse(request.uri().getScheme(), "").toLowerCase(Locale.ROOT);
            UpstreamConnector connector = environment.plugins().connector(scheme);
            if (connector == null) {
                return awaitConnector(scheme);
            }
            connectorMissing = false;
            connect(connector, request);
            return null;
        } catch (FailureException e) {
            attempt = null;
            return e.failure();
        } catch (RuntimeException e) {
            attempt = null;
            LOG.error("connection {}: the attempt could not begin", connection, e);
            return Failure.of(
                    ErrorCode.INTERNAL, "the attempt to connect could not begin; the proxy's log has the details");
        }
    }

    private @Nullable Failure awaitConnector(String scheme) {
        if (!connectorMissing) {
            connectorMissing = true;
            connectorMissingSinceNs = time.ns();
        }
        if (time.ns() - connectorMissingSinceNs < Nanos.of(settings().pluginWait())) {
            return null;
        }
        return Failure.of(
                ErrorCode.UNSUPPORTED,
                "no connector for " + scheme + " URLs is installed; install an upstream bundle, for instance"
                        + " wsproxy-upstream-jetty, in the runtime's bundles or deploy folder");
    }

    private void connect(UpstreamConnector connector, UpstreamRequest request) {
        LOG.info("connection {}: connecting through {}", connection, connector.name());
        Attempt next = new Attempt(connection, connector);
        attempt = next;
        attemptedNs = time.ns();
        heardNs = attemptedNs;
        next.connect(request);
    }

    boolean isCurrent(@Nullable Attempt other) {
        return attempt == other;
    }

    @Nullable
    Attempt attempt() {
        return attempt;
    }

    /** Whether it is being connected for the first time, or has come back, and that began not long ago. */
    boolean isWorthKeeping() {
        boolean isBack = state == ConnectionState.OPEN && timesReady > 1;
        return attempt != null && (timesReady == 0 || isBack) && time.ns() - (isBack ? readyNs : attemptedNs) < KEPT_NS;
    }

    /** The socket is open; the protocol has its say now. */
    void opened(Attempt opened) {
        opened.opened();
        heardNs = time.ns();
        state = ConnectionState.AUTHENTICATING;
        LOG.info("connection {}: open, waiting for the protocol to be ready", connection);
    }

    /** Something was received: the upstream is alive. */
    void heard() {
        heardNs = time.ns();
    }

    /** @return false when it is ready already, or not even open */
    boolean ready() {
        if (state != ConnectionState.AUTHENTICATING) {
            return false;
        }
        state = ConnectionState.OPEN;
        trouble = null;
        readyNs = time.ns();
        timesReady++;
        LOG.info("connection {}: ready", connection);
        return true;
    }

    SendResult send(FrameType type, ByteBuffer frame) {
        if (state == ConnectionState.CLOSED) {
            return SendResult.CLOSED;
        }
        return attempt == null ? SendResult.NOT_CONNECTED : attempt.send(type, frame);
    }

    /** That it has been silent for too long; null when it has not. */
    @Nullable
    Failure silence() {
        long silentNs = time.ns() - heardNs;
        if (attempt == null || silentNs < Nanos.of(settings().watchdog())) {
            return null;
        }
        return Failure.of(
                ErrorCode.UPSTREAM_LOST,
                "nothing was heard from the upstream for " + TimeUnit.NANOSECONDS.toSeconds(silentNs) + " s");
    }

    /** Closes the socket, with a close frame where that is possible. */
    void close() {
        Attempt old = attempt;
        if (old != null) {
            closings.began(key(), old, time.ns());
            attempt = null;
            old.close();
        }
    }

    /** Drops the socket without ceremony. */
    void abort() {
        Attempt old = attempt;
        if (old != null) {
            closings.began(key(), old, time.ns());
            attempt = null;
            old.abort();
        }
    }

    /**
     * The socket is gone, or was not to be had; another attempt follows later.
     *
     * @return whether it had been ready
     */
    boolean lost(Failure failure, Retry retry) {
        boolean wasReady = state == ConnectionState.OPEN;
        if (wasReady && time.ns() - readyNs >= Nanos.of(settings().healthy())) {
            backoff.reset();
        }
        attempt = null;
        connectorMissing = false;
        state = ConnectionState.RECONNECTING;
        trouble = failure;
        hopeless = retry == Retry.NEVER;
        long delayNs = retry == Retry.SLOWLY ? backoff.slowNs() : backoff.nextNs();
        notBeforeNs = time.ns() + delayNs;
        LOG.info("connection {}: not connected; {}", connection, failure);
        LOG.debug("connection {}: next attempt in {} ms", connection.id(), TimeUnit.NANOSECONDS.toMillis(delayNs));
        return wasReady;
    }

    /** Nobody needs it any more. */
    void end() {
        close();
        state = ConnectionState.CLOSED;
    }

    ConnectionState state() {
        return state;
    }

    /** Why it is away; null when it is not, or has never been there. */
    @Nullable
    Failure trouble() {
        return trouble;
    }

    String reason() {
        return trouble == null ? "" : trouble.toString();
    }

    /** Whether it had been ready once, and the upstream then said that trying again is hopeless. */
    boolean isGivenUp() {
        return hopeless && timesReady > 0;
    }

    /** How often it came back. */
    int reconnects() {
        return Math.max(0, timesReady - 1);
    }

    private ConnectionKey key() {
        return connection.key();
    }

    private BrokerSettings settings() {
        return environment.settings().get();
    }
}
