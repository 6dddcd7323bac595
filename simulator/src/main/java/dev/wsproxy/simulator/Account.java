// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * A key and its secret, as the server knows them or as a client presented them. {@link #toString()} hides the secret.
 *
 * @param key identifies the account; not secret
 * @param secret proves it
 */
public record Account(String key, String secret) {
    public Account {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(secret, "secret");
    }

    boolean matches(Account presented) {
        return key.equals(presented.key) && MessageDigest.isEqual(utf8(secret), utf8(presented.secret));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Account[key=" + key + ", secret=****]";
    }
}
