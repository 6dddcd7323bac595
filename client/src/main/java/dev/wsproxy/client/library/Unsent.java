// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.SendResult;

/** Why a request that was not accepted fails. */
final class Unsent {
    private Unsent() {}

    static Failure failure(SendResult result, String what) {
        return switch (result) {
            case BACKPRESSURE ->
                Failure.of(ErrorCode.LIMIT_EXCEEDED, what + ": the queue to the proxy is full, try again later");
            case TOO_LARGE ->
                Failure.of(ErrorCode.LIMIT_EXCEEDED, what + ": larger than the largest message, use several requests");
            case CLOSED -> Failure.of(ErrorCode.CLOSED, what + ": the connection is closed");
            default -> Failure.of(ErrorCode.PROXY_LOST, what + ": the proxy has gone");
        };
    }
}
