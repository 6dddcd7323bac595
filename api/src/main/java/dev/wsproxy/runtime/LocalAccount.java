// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import dev.wsproxy.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An account of a provider whose key and secret the user has entrusted to the proxy. Programs of this user authenticate with
 * the token instead of the secret. Neither half of the credentials nor the token appears in {@link #toString()}.
 *
 * @param name what the user calls it: 1 to 64 letters, digits, {@code -} and {@code _}
 * @param credentials what the provider gave: printable ASCII without spaces
 * @param token what clients present instead of the secret: 16 characters or more, printable ASCII without spaces
 */
public record LocalAccount(String name, Credentials credentials, String token) {
    /** The fewest characters of a token. */
    public static final int MIN_TOKEN_LENGTH = 16;

    static final String NAME_PATTERN = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";

    private static final Pattern VALUE = Pattern.compile("[!-~]+");

    /** @throws IllegalArgumentException when one of the parts is not as it should be; the message quotes the name at most */
    public LocalAccount {
        Objects.requireNonNull(credentials, "credentials");
        checkName(name);
        check(name, "key", credentials.key());
        check(name, "secret", credentials.secret());
        check(name, "token", token);
        if (token.length() < MIN_TOKEN_LENGTH) {
            throw new IllegalArgumentException("the token of account " + name + " is shorter than " + MIN_TOKEN_LENGTH
                    + " characters: make one with wsproxy account token " + name);
        }
    }

    /**
     * Checks a name.
     *
     * @return the same name
     * @throws IllegalArgumentException when it cannot be an account's
     */
    public static String checkName(String name) {
        if (!name.matches(NAME_PATTERN)) {
            throw new IllegalArgumentException(
                    "an account's name is 1 to 64 letters, digits, - and _, and begins with a letter or digit: name="
                            + name);
        }
        return name;
    }

    private static void check(String name, String what, String value) {
        if (!VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException("the " + what + " of account " + name
                    + (value.isEmpty() ? " is missing" : " has a character that is not printable ASCII, or a space"));
        }
    }

    /** Whether this is the token; compares in a time that does not tell how much of it is right. */
    boolean hasToken(String presented) {
        return MessageDigest.isEqual(utf8(token), utf8(presented));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "LocalAccount[name=" + name + "]";
    }
}
