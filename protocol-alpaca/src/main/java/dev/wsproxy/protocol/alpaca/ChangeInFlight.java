// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import org.jspecify.annotations.Nullable;

/**
 * What the upstream is asked to change: one thing at a time, so that its answer is known by its order. Knows what the
 * upstream holds, which it says with each answer.
 */
final class ChangeInFlight {
    enum Purpose {
        RESTORE,
        CHANGE,
        RELEASE
    }

    record Asked(Purpose purpose, ChannelSet symbols) {}

    private final Dialect dialect;
    private final Upstream upstream;
    private ChannelSet held;
    private @Nullable Asked asked;

    ChangeInFlight(Dialect dialect, Upstream upstream) {
        this.dialect = dialect;
        this.upstream = upstream;
        held = new ChannelSet(dialect.feed());
    }

    boolean exists() {
        return asked != null;
    }

    /** Asks for a change; {@code false} when that could not be sent now. */
    boolean send(Purpose purpose, ChannelSet symbols, long nowNs) {
        if (!upstream.ask(dialect.change(purpose != Purpose.RELEASE, symbols, held), nowNs)) {
            return false;
        }
        asked = new Asked(purpose, symbols);
        return true;
    }

    /** The upstream has agreed, and holds this now. */
    Asked acknowledged(ChannelSet state) {
        held = state;
        return answered();
    }

    /** The upstream has answered. */
    Asked answered() {
        Asked taken = asked;
        if (taken == null) {
            throw new IllegalStateException("nothing is in flight");
        }
        asked = null;
        upstream.answered();
        return taken;
    }

    /** The upstream is gone, with all that it held. */
    void interrupted() {
        asked = null;
        held = new ChannelSet(dialect.feed());
    }
}
