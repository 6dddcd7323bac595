// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.SessionPort;
import java.nio.ByteBuffer;

/** How far the upstream connection has come, and whether it owes an answer. */
final class Upstream {
    enum Phase {
        DOWN,
        /** The WebSocket is open, and the upstream is to speak first. */
        CONNECTED,
        /** Authentication may begin. */
        WELCOMED,
        /** What was subscribed before is being subscribed again. */
        AUTHENTICATED,
        READY
    }

    private static final long ANSWER_TIME_NS = 15_000_000_000L;

    private final SessionPort port;
    private final Encoding encoding;
    private Phase phase = Phase.DOWN;
    private boolean owesAnswer;
    private long dueNs;

    Upstream(SessionPort port, Encoding encoding) {
        this.port = port;
        this.encoding = encoding;
    }

    Phase phase() {
        return phase;
    }

    boolean isAtLeast(Phase other) {
        return phase.compareTo(other) >= 0;
    }

    /** The WebSocket is open; the welcome is due, unless the upstream waits to be spoken to. */
    void connected(boolean speaksFirst, long nowNs) {
        enter(speaksFirst ? Phase.CONNECTED : Phase.WELCOMED);
        if (speaksFirst) {
            expectAnswer(nowNs);
        }
    }

    void welcomed() {
        if (phase == Phase.CONNECTED) {
            enter(Phase.WELCOMED);
        }
    }

    void enter(Phase next) {
        phase = next;
        owesAnswer = false;
    }

    /** Sends a message that will be answered; {@code false} when it could not be sent now. */
    boolean ask(ByteBuffer json, long nowNs) {
        if (port.send(encoding.frameType(), encoding.encode(json)) != SendResult.OK) {
            return false;
        }
        expectAnswer(nowNs);
        return true;
    }

    void answered() {
        owesAnswer = false;
    }

    boolean isOverdue(long nowNs) {
        return owesAnswer && nowNs - dueNs >= 0;
    }

    private void expectAnswer(long nowNs) {
        owesAnswer = true;
        dueNs = nowNs + ANSWER_TIME_NS;
    }
}
