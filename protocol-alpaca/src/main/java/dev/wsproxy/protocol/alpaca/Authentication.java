// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Whose credentials are right. The upstream alone decides; what it has accepted is the measure for everybody who comes
 * later, and what the proxy authenticates with after a loss.
 */
final class Authentication {
    enum Verdict {
        /** The same as those that the upstream accepted. */
        RIGHT,
        /** The upstream accepted another secret. */
        OTHER_SECRET,
        /** They are not of this connection's account. */
        OTHER_ACCOUNT,
        /** The upstream has not accepted any yet. */
        OPEN
    }

    private final String account;
    private @Nullable Credentials verified;
    private @Nullable Credentials tried;

    Authentication(String account) {
        this.account = account;
    }

    Verdict judge(Credentials credentials) {
        if (!credentials.key().equals(account)) {
            return Verdict.OTHER_ACCOUNT;
        }
        if (verified == null) {
            return Verdict.OPEN;
        }
        return same(credentials, verified) ? Verdict.RIGHT : Verdict.OTHER_SECRET;
    }

    boolean isVerified() {
        return verified != null;
    }

    @Nullable
    Credentials verified() {
        return verified;
    }

    /** Whether the upstream's answer is awaited. */
    boolean isTrying() {
        return tried != null;
    }

    /** These have been sent upstream. */
    void tried(Credentials credentials) {
        tried = credentials;
    }

    /** The upstream accepted what it was sent. */
    void accepted() {
        verified = tried;
        tried = null;
    }

    /** The upstream refused what it was sent. */
    @Nullable
    Credentials refused() {
        Credentials refused = tried;
        tried = null;
        return refused;
    }

    /** The connection was lost, and with it the answer. */
    void interrupted() {
        tried = null;
    }

    /** Compares in a time that does not tell how much of a secret is right. */
    static boolean same(Credentials one, Credentials other) {
        return one.key().equals(other.key()) && MessageDigest.isEqual(utf8(one.secret()), utf8(other.secret()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
