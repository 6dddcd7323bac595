// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

/** A client's message that is answered with an error and otherwise has no effect. */
final class RequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final ErrorCode error;

    RequestException(ErrorCode error) {
        super(error.text(), null, false, false);
        this.error = error;
    }

    ErrorCode error() {
        return error;
    }
}
