// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a protocol makes of one connection. Its connection calls it from one thread at a time; anyone may end it. */
interface Dialogue {
    Feed feed();

    /** @param presented from the headers of the upgrade, or null if there was nothing */
    void welcome(@Nullable Account presented);

    /** @param binary whether it came in binary frames */
    void onMessage(byte[] message, boolean binary);

    boolean isAuthenticated();

    /** What it is subscribed to. */
    Map<String, Set<String>> state();

    /** Gives back what it holds at once, so that the client can come back at once. Can be called more than once. */
    void end();
}
