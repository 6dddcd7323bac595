// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Reads credentials out of the headers of an HTTP request. */
final class HeaderCredentials {
    private static final String KEY = "APCA-API-KEY-ID";
    private static final String SECRET = "APCA-API-SECRET-KEY";
    private static final String BASIC = "Basic ";

    private HeaderCredentials() {}

    /** Returns null if there are none; those that cannot be read come back as an account that nobody has. */
    static @Nullable Account read(HttpFields headers) {
        if (headers.contains(KEY) || headers.contains(SECRET)) {
            return new Account(orEmpty(headers.get(KEY)), orEmpty(headers.get(SECRET)));
        }
        String authorization = orEmpty(headers.get(HttpHeader.AUTHORIZATION));
        return authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())
                ? basic(authorization.substring(BASIC.length()).trim())
                : null;
    }

    private static Account basic(String base64) {
        try {
            String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? new Account("", "") : new Account(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return new Account("", "");
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
