// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests that have not been answered yet, by correlation id. Added by any thread; completed, expired and failed by the
 * polling one.
 *
 * @param <T> what an answer holds
 */
final class PendingReplies<T> {
    private final Map<Long, Pending<T>> pending = new ConcurrentHashMap<>();
    private volatile @Nullable Failure closed;

    private record Pending<T>(CompletableFuture<T> future, long sentNs, Duration timeout, String what) {
        void fail(Failure failure) {
            future.completeExceptionally(new FailureException(failure));
        }

        boolean isOverdue(long nowNs) {
            return nowNs - sentNs > timeout.toNanos();
        }
    }

    /** An answer that is known at once. */
    static <T> CompletableFuture<T> failed(Failure failure) {
        return CompletableFuture.failedFuture(new FailureException(failure));
    }

    /** @param what was asked, for the failure of an overdue one */
    CompletableFuture<T> add(long correlationId, String what, Duration timeout) {
        Pending<T> added = new Pending<>(new CompletableFuture<>(), System.nanoTime(), timeout, what);
        pending.put(correlationId, added);
        Failure reason = closed;
        if (reason != null) {
            fail(correlationId, reason);
        }
        return added.future;
    }

    void complete(long correlationId, T value) {
        Pending<T> answered = pending.remove(correlationId);
        if (answered != null) {
            answered.future.complete(value);
        }
    }

    void fail(long correlationId, Failure failure) {
        Pending<T> refused = pending.remove(correlationId);
        if (refused != null) {
            refused.fail(failure);
        }
    }

    /** Fails those that have waited for too long. */
    void expire(long nowNs) {
        for (Iterator<Pending<T>> all = pending.values().iterator(); all.hasNext(); ) {
            Pending<T> one = all.next();
            if (one.isOverdue(nowNs)) {
                all.remove();
                one.fail(Failure.of(
                        ErrorCode.TIMEOUT, one.what + " was not answered within " + one.timeout.toMillis() + " ms"));
            }
        }
    }

    /** Fails all. */
    void failAll(Failure failure) {
        pending.keySet().forEach(id -> fail(id, failure));
    }

    /** Fails all, and whatever is added from now on. */
    void close(Failure reason) {
        closed = reason;
        failAll(reason);
    }
}
