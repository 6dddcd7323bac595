// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol;

import dev.wsproxy.Credentials;
import dev.wsproxy.FailureException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Knows the accounts whose keys the user has entrusted to the proxy, so that clients need a local token only; see {@link
 * dev.wsproxy.runtime.AccountFile}. Implemented by the broker. A protocol asks it once for all that a client presents, before
 * it makes anything else of that.
 */
@ProviderType
public interface CredentialResolver {
    /**
     * What is to be used upstream for what a client presented: the account's own key and secret for a local token, else what
     * was presented. For an account's local name without a secret it is the account's key without a secret. Looks whether a
     * small file has changed, and reads it then; does not wait for anything else.
     *
     * @throws FailureException {@code AUTHENTICATION_FAILED} when the key is an account's local name and the secret is not
     *     its token
     */
    Credentials resolve(Credentials presented);
}
