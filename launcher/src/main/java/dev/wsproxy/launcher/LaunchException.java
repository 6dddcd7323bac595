// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

/** The runtime cannot start; the message says what is wrong, where, and what to do, ready to be shown to a person. */
public sealed class LaunchException extends Exception permits OccupiedException {

    private static final long serialVersionUID = 1L;

    LaunchException(String message) {
        super(message);
    }

    LaunchException(String message, Throwable cause) {
        super(message + ": " + reasons(cause), cause);
    }

    /** With the reason behind it, which often says what is really wrong. */
    private static String reasons(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == cause ? reason(cause) : reason(cause) + ", because of " + reason(root);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + message;
    }
}
