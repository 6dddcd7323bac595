// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.protocol.CredentialResolver;

/** The keys that clients of one endpoint authenticate with: their own, or those of the account that their local token is for. */
final class AccountKeys {
    private final CredentialResolver accounts;
    private final boolean trusted;

    AccountKeys(Endpoint endpoint, CredentialResolver accounts) {
        this.accounts = accounts;
        this.trusted = isTrusted(endpoint);
    }

    /**
     * Where the keys that the user has entrusted to the proxy may go: to Alpaca's own hosts over TLS, and to a simulator on
     * this machine. The client chooses the endpoint, and need not be one that may know the keys.
     */
    private static boolean isTrusted(Endpoint endpoint) {
        Host host = Host.of(endpoint.uri());
        return host.isThisMachine() || host.isAlpaca() && endpoint.isSecure();
    }

    /**
     * What the upstream is to get.
     *
     * @throws FailureException {@code AUTHENTICATION_FAILED} (402) when a local token is wrong, or is not good for this endpoint
     */
    Credentials of(Credentials presented) {
        try {
            return accounts.resolve(presented, trusted);
        } catch (FailureException e) {
            Failure failure = e.failure();
            throw new FailureException(Failure.of(failure.code(), AlpacaError.AUTH_FAILED.code(), failure.reason()), e);
        }
    }
}
