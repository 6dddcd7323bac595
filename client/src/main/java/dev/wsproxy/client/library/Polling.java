// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Which thread turns a {@link ClientLoop}, and what the others do while they wait for it. */
interface Polling {
    /** Called once, before anything else. */
    void start();

    /** Turns the loop on behalf of the application; see {@code ProxyClient.poll}. */
    int poll(int limit);

    /** @throws IllegalStateException inside a callback, where waiting would wait for itself */
    void checkMayBlock(String call, String instead);

    /** Blocks until the future is done or the time is over. */
    boolean await(CompletableFuture<?> future, Duration longest) throws InterruptedException;

    /** Lets the loop end, and waits until it has ended unless called inside a callback. */
    void close();
}
