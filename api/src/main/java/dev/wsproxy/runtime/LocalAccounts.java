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
 * The accounts of an {@link AccountFile}, as they were when it was read. Immutable and touches no file. The broker resolves with
 * them on whatever thread a client's message or request comes, under the lock of its connection.
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
     * @param trusted whether the accounts' own keys may be sent there
     * @return the account's own key and secret when the key is its name or its key, and the secret its token; its key without
     *     a secret when the key is its name and the secret empty; else what was presented
     * @throws FailureException {@code AUTHENTICATION_FAILED} when the key is an account's name and the secret is not its token,
     *     and when the upstream is not trusted with anything but what was presented
     */
    public Credentials resolve(Credentials presented, boolean trusted) {
        Optional<LocalAccount> entitled = entitled(presented);
        if (entitled.isEmpty()) {
            return presented;
        }
        LocalAccount account = entitled.get();
        if (!trusted) {
            throw refused("the key and secret of the account " + account.name()
                    + " go to their provider only, over TLS (wss), or to this machine, but the connection is to another"
                    + " server: check its URL, or present the key and secret that belong there");
        }
        return presented.secret().isEmpty()
                ? new Credentials(account.credentials().key(), "")
                : account.credentials();
    }

    /** Whose token this is, or whose name without a secret. */
    private Optional<LocalAccount> entitled(Credentials presented) {
        Optional<LocalAccount> named = named(presented.key());
        if (named.isPresent()) {
            check(named.get(), presented.secret());
            return named;
        }
        return all.stream()
                .filter(account ->
                        account.credentials().key().equals(presented.key()) && account.hasToken(presented.secret()))
                .findFirst();
    }

    private static void check(LocalAccount account, String secret) {
        if (!secret.isEmpty() && !account.hasToken(secret)) {
            throw refused("the secret is not the local token of the account " + account.name()
                    + ": give that, or make another with wsproxy account token " + account.name());
        }
    }

    private static FailureException refused(String reason) {
        return new FailureException(Failure.of(ErrorCode.AUTHENTICATION_FAILED, reason));
    }
}
