// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for an answer on behalf of the application. */
final class BlockingCall {
    private BlockingCall() {}

    /** @throws FailureException the answer's own, or {@code TIMEOUT} */
    static <T> T result(Polling polling, CompletableFuture<T> answer, String what, Duration longest) {
        try {
            if (!polling.await(answer, longest)) {
                throw timeout(what + " was not answered within " + longest.toMillis() + " ms");
            }
            return answer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw timeout(what + " was not answered before the calling thread was interrupted");
        } catch (CompletionException e) {
            if (e.getCause() instanceof FailureException cause) {
                throw new FailureException(cause.failure(), cause);
            }
            throw e;
        }
    }

    private static FailureException timeout(String reason) {
        return new FailureException(Failure.of(ErrorCode.TIMEOUT, reason));
    }
}
