// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm;

import java.util.Objects;

/** Says why something failed, for people. */
public final class Reasons {
    private Reasons() {}

    /** The message, and that of what is behind it, which often says what is really wrong: no descriptors, for instance. */
    public static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message =
                Objects.toString(failure.getMessage(), failure.getClass().getSimpleName());
        return root == failure ? message : message + " (" + root + ")";
    }
}
