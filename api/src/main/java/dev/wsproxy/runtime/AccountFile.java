// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The file in which a user entrusts the keys of accounts to the proxy: Java properties in UTF-8, three for each account, and
 * comments.
 *
 * <pre>
 *   # what I trade with
 *   paper.key=PK…
 *   paper.secret=…
 *   paper.token=…        16 characters or more
 * </pre>
 *
 * <p>A client that presents the name or the key, and the token in the place of the secret, is one of this account. The file
 * must be this user's and nobody else's to read or write. The proxy reads it, {@code wsproxy account} writes it. The methods
 * may be called by any thread; they block for as long as a small file takes.
 *
 * @param path absolute
 */
public record AccountFile(Path path) {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    public AccountFile {
        path = path.toAbsolutePath().normalize();
    }

    /** The user's: {@code credentials} in the {@link ConfigDirectory}. */
    public static AccountFile fromEnvironment(Map<String, String> environment) {
        return new AccountFile(ConfigDirectory.of(environment).resolve("credentials"));
    }

    /**
     * Reads the file. It is not opened unless it is a regular file, so no pipe can hold this up.
     *
     * @return no accounts when there is no such file
     * @throws FailureException {@code INVALID_REQUEST} when it is open to others, is not a regular file of this user, is too
     *     large or cannot be understood; the reason quotes nothing but names of accounts
     */
    public LocalAccounts read() {
        try {
            return new AccountText(text()).accounts();
        } catch (IllegalArgumentException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Adds an account. This and the other methods that change the file do so one at a time, whatever the number of processes;
     * the rest of the file, comments too, stays as it is. The file and its directory are made if need be, and replaced at
     * once, so that no reader sees half of it.
     *
     * @return {@code false} when there is an account with this name already; nothing has been changed then
     * @throws FailureException {@code INVALID_REQUEST} as {@link #read}, and when the accounts do not go together; {@code
     *     TIMEOUT} when another process does not let go of the file
     */
    public boolean add(LocalAccount account) {
        return change(() -> {
            boolean added = read().named(account.name()).isEmpty();
            if (added) {
                replace(text -> text.with(account));
            }
            return added;
        });
    }

    /**
     * Adds an account, or replaces the one with the same name.
     *
     * @throws FailureException as {@link #add}
     */
    public void put(LocalAccount account) {
        change(() -> {
            replace(text -> text.with(account));
            return account;
        });
    }

    /**
     * Gives an account another token.
     *
     * @return the account as it is now; empty when there is none with this name
     * @throws FailureException as {@link #add}
     */
    public Optional<LocalAccount> renew(String name, String token) {
        return changeIfThere(name, former -> {
            LocalAccount renewed = new LocalAccount(name, former.credentials(), token);
            replace(text -> text.with(renewed));
            return renewed;
        });
    }

    /**
     * Removes an account.
     *
     * @return whether there was one with this name
     * @throws FailureException as {@link #add}
     */
    public boolean remove(String name) {
        return changeIfThere(name, former -> {
                    replace(text -> text.without(name));
                    return former;
                })
                .isPresent();
    }

    /** Looks first without the lock, so that neither it nor a directory is made for nothing. */
    private Optional<LocalAccount> changeIfThere(String name, UnaryOperator<LocalAccount> change) {
        return read().named(name).isEmpty()
                ? Optional.empty()
                : change(() -> read().named(name).map(change));
    }

    private <T> T change(Callable<T> change) {
        ProcessLock lock = new ProcessLock(path.resolveSibling(path.getFileName() + ".lock"));
        try {
            PrivateFile.makeDirectoryOf(path);
            return lock.hold(LONGEST_WAIT, change).orElseThrow(() -> held(lock));
        } catch (IOException e) {
            throw unusable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unusable("the thread was interrupted while it waited for " + lock.file());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a change throws nothing else", e);
        }
    }

    private FailureException held(ProcessLock lock) {
        return new FailureException(Failure.of(
                ErrorCode.TIMEOUT,
                "another process changes the credentials file " + path + " and has held " + lock.file()
                        + " for more than " + LONGEST_WAIT.toSeconds() + " s: " + lock.holder()));
    }

    /** Under the lock; an editor knows nothing of that, so whether the file has changed is looked at too. */
    private void replace(Function<AccountText, String> change) {
        Object version = PrivateFile.version(path);
        try {
            String text = change.apply(new AccountText(text()));
            new AccountText(text).accounts();
            PrivateFile.replace(path, text, version);
        } catch (IllegalArgumentException e) {
            throw unusable(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private String text() {
        try {
            return PrivateFile.read(path);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private FailureException unusable(IOException e) {
        return unusable(PrivateFile.reason(e));
    }

    private FailureException unusable(String what) {
        return PrivateFile.unusable(path, "the credentials file", what);
    }
}
