// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.tail;

import dev.wsproxy.Failure;
import dev.wsproxy.cli.Shutdown;
import dev.wsproxy.client.ProxyClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of {@code wsproxy tail}: connects, opens, prints until the end, leaves. */
final class Tail {
    private static final Duration FLUSH_INTERVAL = Duration.ofMillis(20);

    private final TailListener listener;
    private final MessageOutput output;
    private final Shutdown shutdown;

    Tail(TailListener listener, MessageOutput output, Shutdown shutdown) {
        this.listener = listener;
        this.output = output;
        this.shutdown = shutdown;
    }

    /**
     * Runs until its listener or the time says that it is over, or the command is asked to end.
     *
     * @param duration after the connection is open; null for no limit
     * @return why it failed; empty when all is well
     */
    Optional<Failure> run(Supplier<ProxyClient> connect, Consumer<ProxyClient> begin, @Nullable Duration duration)
            throws Exception {
        try (ProxyClient client = shutdown.interruptibly(connect::get)) {
            shutdown.interruptibly(() -> {
                begin.accept(client);
                return client;
            });
            long openedNs = System.nanoTime();
            while (!shutdown.await(FLUSH_INTERVAL)
                    && !listener.end().isDone()
                    && output.failure().isEmpty()
                    && (duration == null || System.nanoTime() - openedNs < duration.toNanos())) {
                output.flush();
            }
            output.flush();
            return output.failure().or(() -> listener.end().getNow(Optional.empty()));
        } catch (Exception | LinkageError e) {
            // Also what an interrupted class has become, that was just being set up.
            if (shutdown.isRequested()) {
                return Optional.empty();
            }
            throw e;
        } finally {
            output.flush();
        }
    }
}
