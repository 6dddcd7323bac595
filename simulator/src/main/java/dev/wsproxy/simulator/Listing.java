// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** One symbol of a {@link Market}: what happens to it, and who hears of it. Guarded by the market's lock. */
abstract class Listing {
    /** Lists a symbol. */
    interface Factory {
        Listing create(Audience audience, SplittableRandom random);
    }

    private final Audience audience;
    private long lastTradeId;

    Listing(Audience audience, long firstTradeId) {
        this.audience = audience;
        this.lastTradeId = firstTradeId - 1;
    }

    final Audience audience() {
        return audience;
    }

    final long lastTradeId() {
        return lastTradeId;
    }

    final long nextTradeId() {
        return ++lastTradeId;
    }

    /** Has to be called when someone has come, gone, or wants something else. */
    void updateAudience(List<Subscriber> subscribers) {
        audience.update(subscribers);
    }

    /**
     * Makes the next message.
     *
     * @param die 0, 1 or 2, for what it is about
     */
    abstract void next(int die);

    /**
     * Makes a message of one channel.
     *
     * @param channel one of its kind
     * @param start of the interval whose bar would be next
     */
    abstract void publish(Channel channel, Instant start);

    /** Makes what is rare, of one kind after the other. */
    void event(Instant start) {}

    /** An interval is over. */
    void finishBar(Instant start) {}
}
