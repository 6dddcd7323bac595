// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts of an {@link AccountFile}, as they were when it was read.
 *
 * @param all in the order of the file; no name is there twice, and none is also a key
 */
public record LocalAccounts(List<LocalAccount> all) {
    /** No accounts. */
    public static final LocalAccounts NONE = new LocalAccounts(List.of());

    /** @throws IllegalArgumentException when a name is there twice, or is a key; the message quotes the name only */
    public LocalAccounts {
        all = List.copyOf(all);
        Set<String> names = new HashSet<>();
        for (LocalAccount account : all) {
            if (!names.add(account.name())) {
                throw new IllegalArgumentException("the account " + account.name() + " is there twice");
            }
        }
        for (LocalAccount account : all) {
            if (names.contains(account.credentials().key())) {
                throw new IllegalArgumentException("the key of account " + account.name()
                        + " is the name of an account: give the key of the provider, and another name");
            }
        }
    }

    /** The account with this name. */
    public Optional<LocalAccount> named(String name) {
        return all.stream().filter(account -> account.name().equals(name)).findFirst();
    }

    /**
     * What is to be used upstream for what a client presented.
     *
     * @return the account's own key and secret when the key is its name or its key, and the secret its token; its key without
     *     a secret when the key is its name and the secret empty; else what was presented
     * @throws FailureException {@code AUTHENTICATION_FAILED} when the key is an account's name and the secret is not its token
     */
    public Credentials resolve(Credentials presented) {
        Optional<LocalAccount> named = named(presented.key());
        if (named.isPresent()) {
            return resolve(named.get(), presented.secret());
        }
        for (LocalAccount account : all) {
            if (account.credentials().key().equals(presented.key()) && account.hasToken(presented.secret())) {
                return account.credentials();
            }
        }
        return presented;
    }

    private static Credentials resolve(LocalAccount account, String secret) {
        if (secret.isEmpty()) {
            return new Credentials(account.credentials().key(), "");
        } else if (account.hasToken(secret)) {
            return account.credentials();
        }
        throw new FailureException(Failure.of(
                ErrorCode.AUTHENTICATION_FAILED,
                "the secret is not the local token of the account " + account.name()
                        + ": give that, or make another with wsproxy account add " + account.name() + " --replace"));
    }
}
