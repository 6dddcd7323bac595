// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

/** The runtime cannot start; the message says what is wrong, where, and what to do, ready to be shown to a person. */
public sealed class LaunchException extends Exception permits OccupiedException {

    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }

    LaunchException(String message, Throwable cause) {
        super(message + ": " + reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + message;
    }
}
