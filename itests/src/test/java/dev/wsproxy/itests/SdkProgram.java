// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Set;

/** A program that uses an SDK for one stream. Closing it ends it without a farewell. */
interface SdkProgram extends AutoCloseable {
    Received received();

    void subscribe(String... symbols);

    void unsubscribe(String... symbols);

    /** Has it end in the way that its SDK provides; returns when it has. */
    void leave() throws InterruptedException;

    @Override
    void close() throws IOException;

    /** What it has to say when it fails. */
    String errors();

    /** Waits for so many acknowledgements in all, the last one of exactly these symbols. */
    default void awaitAcknowledgement(int count, String... symbols) {
        await("acknowledgement " + count).atMost(Playground.DEADLINE).untilAsserted(() -> {
            assertThat(received().acknowledgements()).as(errors()).hasSizeGreaterThanOrEqualTo(count);
            assertThat(received().acknowledgements().get(count - 1)).isEqualTo(Set.of(symbols));
        });
    }

    default void awaitTrades(String symbol, long last) {
        await("trade " + last + " of " + symbol)
                .atMost(Playground.DEADLINE)
                .untilAsserted(() ->
                        assertThat(received().lastTrade(symbol)).as(errors()).isEqualTo(last));
    }
}
