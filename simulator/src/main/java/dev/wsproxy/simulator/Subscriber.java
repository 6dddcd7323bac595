// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

/** Who a {@link Market} sends to. The market calls it from any thread, one at a time. */
interface Subscriber {
    boolean wants(Channel channel, String symbol);

    /**
     * Takes a copy of one message, to be sent now or with others at the next {@link #flush()}; never blocks.
     *
     * @return whether the message is on its way
     */
    boolean offer(JsonBuffer message);

    /** Sends what was offered; never blocks. */
    void flush();

    /** Tells whether so much waits to be sent that whoever can wait should. */
    boolean isBacklogged();
}
