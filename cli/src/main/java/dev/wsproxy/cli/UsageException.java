// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import java.util.function.Supplier;

/** The command line is wrong in a way that only its use has shown. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UsageException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }

    /** Makes something of arguments; what it finds wrong with them is the user's mistake. */
    public static <T> T check(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }
}
