// SPDX-License-Identifier: MIT
package dev.wsproxy;

import java.util.Objects;

/**
 * A coded reason for something that failed or ended.
 *
 * @param code what kind of failure, for programs
 * @param detail the number that the other side gave: the provider's error code, an HTTP status or a WebSocket close
 *     code; 0 when there is none
 * @param reason one sentence for people: what was wrong, where, and what to do; never holds a credential
 */
public record Failure(ErrorCode code, int detail, String reason) {
    public Failure {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(reason, "reason");
    }

    public static Failure of(ErrorCode code, String reason) {
        return new Failure(code, 0, reason);
    }

    public static Failure of(ErrorCode code, int detail, String reason) {
        return new Failure(code, detail, reason);
    }

    @Override
    public String toString() {
        return detail == 0 ? code + ": " + reason : code + " (" + detail + "): " + reason;
    }
}
