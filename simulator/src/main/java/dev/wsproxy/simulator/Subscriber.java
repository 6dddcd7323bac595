// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

/** Who messages are sent to. Called from any thread, one at a time. */
interface Subscriber {
    Encoding encoding();

    /** @param symbol may be {@link Subscriptions#ALL}, which only those want who want everything */
    boolean wants(Channel channel, String symbol);

    /**
     * Takes a copy of one message, to be sent now or with others at the next {@link #flush()}; never blocks.
     *
     * @return whether the message is on its way
     */
    boolean offer(MessageWriter message);

    /** Sends what was offered; never blocks. */
    void flush();

    /** Tells whether so much waits to be sent that whoever can wait should. */
    boolean isBacklogged();
}
