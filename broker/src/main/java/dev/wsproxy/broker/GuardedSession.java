// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.ProtocolSession;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.upstream.UpstreamInfo;
import dev.wsproxy.upstream.UpstreamRequest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plugin's session whose exceptions end here, in the log; the caller learns that the call has failed. */
final class GuardedSession {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedSession.class);

    private final ProtocolSession session;
    private final String name;

    /** @param name of the connection, for the log */
    GuardedSession(ProtocolSession session, String name) {
        this.session = session;
        this.name = name;
    }

    boolean outlivesClients() {
        try {
            return session.outlivesClients();
        } catch (RuntimeException e) {
            return failed("outlivesClients", e);
        }
    }

    /** Not guarded: an attempt that cannot begin is handled where it begins. */
    UpstreamRequest upstreamRequest() {
        return session.upstreamRequest();
    }

    boolean joined(int slot, Admission admission, long nowNs) {
        try {
            session.joined(slot, admission, nowNs);
            return true;
        } catch (RuntimeException e) {
            return failed("joined", e);
        }
    }

    void left(int slot) {
        try {
            session.left(slot);
        } catch (RuntimeException e) {
            failed("left", e);
        }
    }

    /** @return null when the call has failed */
    @Nullable
    SendResult clientFrame(int slot, FrameType type, ByteBuffer frame) {
        try {
            return session.clientFrame(slot, type, frame);
        } catch (RuntimeException e) {
            failed("clientFrame", e);
            return null;
        }
    }

    boolean subscribe(int slot, long correlationId, SubscriptionRequest request) {
        try {
            session.subscribe(slot, correlationId, request);
            return true;
        } catch (RuntimeException e) {
            return failed("subscribe", e);
        }
    }

    boolean unsubscribe(int slot, long correlationId, SubscriptionRequest request) {
        try {
            session.unsubscribe(slot, correlationId, request);
            return true;
        } catch (RuntimeException e) {
            return failed("unsubscribe", e);
        }
    }

    boolean upstreamOpened(UpstreamInfo info, long nowNs) {
        try {
            session.upstreamOpened(info, nowNs);
            return true;
        } catch (RuntimeException e) {
            return failed("upstreamOpened", e);
        }
    }

    /** The hot path. */
    boolean upstreamFrame(FrameType type, ByteBuffer frame) {
        try {
            session.upstreamFrame(type, frame);
            return true;
        } catch (RuntimeException e) {
            return failed("upstreamFrame", e);
        }
    }

    void upstreamLost(Failure failure) {
        try {
            session.upstreamLost(failure);
        } catch (RuntimeException e) {
            failed("upstreamLost", e);
        }
    }

    boolean tick(long nowNs) {
        try {
            session.tick(nowNs);
            return true;
        } catch (RuntimeException e) {
            return failed("tick", e);
        }
    }

    private boolean failed(String where, RuntimeException why) {
        LOG.error("connection {}: the protocol plugin failed in {}", name, where, why);
        return false;
    }
}
