// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol;

import dev.wsproxy.Credentials;
import dev.wsproxy.FailureException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Knows the accounts whose keys the user has entrusted to the proxy, so that clients need a local token only; see {@link
 * dev.wsproxy.runtime.AccountFile}. Implemented by the broker. A protocol asks it once for all that a client presents, before
 * it makes anything else of that, from inside a call to its greeter or session. Never blocks: the file is followed elsewhere.
 */
@ProviderType
public interface CredentialResolver {
    /**
     * What is to be used upstream for what a client presented: the account's own key and secret for a local token, else what
     * was presented. For an account's local name without a secret it is the account's key without a secret.
     *
     * @param presented by the client; both halves may be empty
     * @param trusted whether the account's own key and secret may be sent where this client wants to go. Say so of the provider's
     *     own hosts, over TLS, and of this machine; never of any other host: a client chooses the URL, and one that has a token
     *     only must not have the secret sent to a server of its own choice
     * @throws FailureException {@code AUTHENTICATION_FAILED} when the key is an account's local name and the secret is not
     *     its token, or when something else than was presented would be sent to an upstream that is not trusted; the
     *     reason quotes the account's name only. It is also in the proxy's log
     */
    Credentials resolve(Credentials presented, boolean trusted);
}
