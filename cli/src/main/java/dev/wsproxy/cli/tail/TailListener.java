// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.tail;

import dev.wsproxy.Failure;
import dev.wsproxy.cli.Console;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.Message;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Prints messages, says what else happened on standard error, and counts. */
final class TailListener implements ClientListener {
    private final MessageOutput output;
    private final Console console;
    private final long limit;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong reconnects = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final CompletableFuture<Optional<Failure>> end = new CompletableFuture<>();
    private volatile @Nullable Connection opened;

    /** @param limit how many messages to print */
    TailListener(MessageOutput output, Console console, long limit) {
        this.output = output;
        this.console = console;
        this.limit = limit;
    }

    /** Done when nothing more is to be printed: empty when all is well. */
    CompletableFuture<Optional<Failure>> end() {
        return end;
    }

    TailSummary summary() {
        Connection connection = opened;
        return new TailSummary(
                received.get(),
                bytes.get(),
                gaps.get(),
                missed.get(),
                reconnects.get(),
                errors.get(),
                connection == null ? 0 : connection.id(),
                connection != null && connection.isNew());
    }

    @Override
    public void onOpened(Connection connection) {
        opened = connection;
    }

    @Override
    public void onMessage(Connection connection, Message message) {
        if (end.isDone()) {
            return;
        }
        bytes.addAndGet(message.data().remaining());
        if (output.write(message) && received.incrementAndGet() >= limit) {
            end.complete(Optional.empty());
        }
    }

    @Override
    public void onClosed(Connection connection, Failure reason) {
        end.complete(Optional.of(reason));
    }

    @Override
    public void onError(Connection connection, Failure failure) {
        errors.incrementAndGet();
        console.note(failure.toString());
    }

    @Override
    public void onGap(Connection connection, Gap gap) {
        output.dropPieces();
        gaps.incrementAndGet();
        if (gap.missed() != Gap.UNKNOWN) {
            missed.addAndGet(gap.missed());
        }
        console.note("gap: " + gap.failure());
    }

    @Override
    public void onReconnecting(Connection connection, Failure reason) {
        console.note("reconnecting: " + reason);
    }

    @Override
    public void onReconnected(Connection connection) {
        reconnects.incrementAndGet();
        console.note("reconnected");
    }
}
