// SPDX-License-Identifier: MIT
package dev.wsproxy;

import java.util.Objects;

/** A {@link Failure} thrown to the caller who asked for what failed. */
public final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(Objects.requireNonNull(failure, "failure").toString());
        this.failure = failure;
    }

    public FailureException(Failure failure, Throwable cause) {
        super(Objects.requireNonNull(failure, "failure").toString(), cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }

    public ErrorCode code() {
        return failure.code();
    }
}
