// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ConnectionState;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.Gap;
import dev.wsproxy.transport.ClientEvent.Opened;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings open connections from a proxy that was lost to the next one: opened as before, then the gap, then subscribed as
 * before. What the application had sent by itself is not repeated. By the polling thread.
 */
final class ConnectionRestorer {
    /** Failures of an open that pass. */
    private static final Set<ErrorCode> PASSING = EnumSet.of(
            ErrorCode.UNREACHABLE,
            ErrorCode.CONNECT_TIMEOUT,
            ErrorCode.UPGRADE_REJECTED,
            ErrorCode.CLOSED_BY_UPSTREAM,
            ErrorCode.UPSTREAM_LOST,
            ErrorCode.CONNECTION_LIMIT,
            ErrorCode.TIMEOUT);

    private final GuardedListener listener;

    ConnectionRestorer(GuardedListener listener) {
        this.listener = listener;
    }

    /** The proxy was lost. */
    void suspend(LocalConnection connection, Failure reason) {
        connection.suspend(new Restoration(reason, connection.heardEpochNs()));
        listener.onReconnecting(connection, reason);
    }

    /** The next proxy has opened it. */
    void reopened(LocalConnection connection, Restoration restoration, Opened event) {
        connection.opened(event);
        if (!restoration.reopens()) {
            return;
        }
        long nowEpochNs = epochNs();
        connection.heard(nowEpochNs);
        Failure reason = restoration.reason();
        listener.onGap(
                connection,
                new Gap(Gap.Cause.PROXY_RESTARTED, Gap.UNKNOWN, 0, 0, restoration.beganEpochNs(), nowEpochNs, reason));
        CompletableFuture<?>[] answers = connection.subscriptions().restore().stream()
                .map(answer -> answer.handle((existing, e) -> report(connection, restoration, e)))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(answers).thenRun(() -> finish(connection, restoration));
    }

    private boolean report(LocalConnection connection, Restoration restoration, @Nullable Throwable e) {
        if (isCurrent(connection, restoration) && e instanceof FailureException refused) {
            listener.onError(connection, refused.failure());
            return false;
        }
        return true;
    }

    /** Not when the proxy was lost once more meanwhile. */
    private static boolean isCurrent(LocalConnection connection, Restoration restoration) {
        return connection.restoration() == restoration && !connection.isLeaving();
    }

    private void finish(LocalConnection connection, Restoration restoration) {
        if (isCurrent(connection, restoration)) {
            connection.restored();
            if (connection.state() == ConnectionState.OPEN) {
                listener.onReconnected(connection);
            }
        }
    }

    /**
     * The next proxy could not open it.
     *
     * @return whether it will be tried again
     */
    boolean retries(Restoration restoration, Failure failure) {
        if (PASSING.contains(failure.code())) {
            restoration.failed(System.nanoTime());
            return true;
        }
        return false;
    }

    static long epochNs() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
