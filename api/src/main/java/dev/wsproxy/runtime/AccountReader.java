// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.FailureException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows an {@link AccountFile}: reads it when it has changed, at the cost of asking for its attributes when it has not. The
 * broker has one, and a thread for it. Used by one thread at a time; blocks for as long as a small file takes, on a network's
 * file system for as long as that hangs.
 */
public final class AccountReader {
    private final AccountFile file;
    private @Nullable Object version;

    /** One that has not read anything yet. */
    public AccountReader(AccountFile file) {
        this.file = file;
    }

    /**
     * Reads the file, unless it is as it was when it was last read. A file that could not be used is read again each time,
     * since what was wrong need not have been the file.
     *
     * @return no accounts when there is no such file; empty when nothing has changed
     * @throws FailureException as {@link AccountFile#read}
     */
    public Optional<LocalAccounts> readIfChanged() {
        // Of before the reading: a change during it is found the next time.
        Object found = PrivateFile.version(file.path());
        if (found.equals(version)) {
            return Optional.empty();
        }
        version = null;
        LocalAccounts accounts = file.read();
        version = found;
        return Optional.of(accounts);
    }
}
