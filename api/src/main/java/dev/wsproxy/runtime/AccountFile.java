// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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
    public AccountFile {
        path = path.toAbsolutePath().normalize();
    }

    /** The user's: {@code credentials} in the {@link ConfigDirectory}. */
    public static AccountFile fromEnvironment(Map<String, String> environment) {
        return new AccountFile(ConfigDirectory.of(environment).resolve("credentials"));
    }

    /**
     * What tells one state of the file from another, at the cost of asking for its attributes: equal for as long as it has not
     * changed.
     */
    public Object version() {
        return PrivateFile.version(path);
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
     * Adds an account, or replaces the one with the same name; the rest of the file, comments too, stays as it is. The file
     * and its directory are made if need be, and replaced at once, so that no reader sees half of it.
     *
     * @throws FailureException {@code INVALID_REQUEST} as {@link #read}, and when the accounts do not go together
     */
    public void put(LocalAccount account) {
        Object version = version();
        try {
            write(new AccountText(text()).with(account), version);
        } catch (IllegalArgumentException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Removes an account.
     *
     * @return whether there was one with this name
     * @throws FailureException {@code INVALID_REQUEST} as {@link #read}
     */
    public boolean remove(String name) {
        Object version = version();
        Optional<LocalAccount> account = read().named(name);
        account.ifPresent(present -> write(new AccountText(text()).without(present.name()), version));
        return account.isPresent();
    }

    private String text() {
        try {
            return PrivateFile.read(path);
        } catch (IOException e) {
            throw unusable(reason(e));
        }
    }

    private void write(String text, Object version) {
        new AccountText(text).accounts();
        try {
            PrivateFile.replace(path, text, version);
        } catch (IOException e) {
            throw unusable(reason(e));
        }
    }

    /** The message of a file system's exception is often the path alone. */
    private String reason(IOException e) {
        return e instanceof PrivateFile.NotPrivateException
                ? String.valueOf(e.getMessage())
                : "it cannot be read or written: " + e;
    }

    private FailureException unusable(String what) {
        return new FailureException(
                Failure.of(ErrorCode.INVALID_REQUEST, "the credentials file " + path + " cannot be used: " + what));
    }
}
