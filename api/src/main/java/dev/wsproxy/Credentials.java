// SPDX-License-Identifier: MIT
package dev.wsproxy;

import java.util.Objects;

/**
 * An account's key and secret. Neither appears in {@link #toString()}.
 *
 * @param key the public half, which also names the account
 * @param secret the half that must never be shown
 */
public record Credentials(String key, String secret) {
    public Credentials {
        Objects.requireNonNull(key, "key is null: is the environment variable set?");
        Objects.requireNonNull(secret, "secret is null: is the environment variable set?");
    }

    @Override
    public String toString() {
        return "Credentials[key=****, secret=****]";
    }
}
