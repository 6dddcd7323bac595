// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * What tells one account from another: its key. Where the key is a literal that all holders of a token share, it is the
 * digest of the token, which does not reveal it.
 */
final class AccountIdentity {
    private static final Set<String> TOKEN_KEYS = Set.of("oauth", "access_token");

    private AccountIdentity() {}

    static String of(Credentials credentials) {
        String key = credentials.key();
        return TOKEN_KEYS.contains(key) && !credentials.secret().isEmpty()
                ? key + " " + digest(credentials.secret())
                : key;
    }

    private static String digest(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
