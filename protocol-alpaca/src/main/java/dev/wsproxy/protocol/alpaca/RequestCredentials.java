// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.transport.OpenRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/** Finds the credentials in a request: its own fields, or the headers that Alpaca knows. */
final class RequestCredentials {
    private static final String KEY_HEADER = "apca-api-key-id";
    private static final String SECRET_HEADER = "apca-api-secret-key";
    private static final String BASIC = "basic ";

    private RequestCredentials() {}

    /**
     * What the request says about the account; either half is empty when it is not named.
     *
     * @throws FailureException when it contradicts itself, or uses a form that is not supported
     */
    static Credentials of(OpenRequest request) {
        Credentials fields = new Credentials(request.account(), request.secret());
        Credentials headers = headers(request.headers());
        if (fields.key().isEmpty() && !fields.secret().isEmpty()) {
            throw invalid("a secret was given without the key that it belongs to: name the account too");
        }
        if (headers.key().isEmpty() || !fields.secret().isEmpty()) {
            return fields;
        }
        if (!fields.key().isEmpty() && !fields.key().equals(headers.key())) {
            throw invalid("the request names one account and its headers another: name it once");
        }
        return headers;
    }

    private static Credentials headers(Map<String, String> headers) {
        String key = "";
        String secret = "";
        Credentials basic = new Credentials("", "");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            switch (header.getKey().toLowerCase(Locale.ROOT)) {
                case KEY_HEADER -> key = header.getValue();
                case SECRET_HEADER -> secret = header.getValue();
                case "authorization" -> basic = basic(header.getValue());
                default -> {}
            }
        }
        if (key.isEmpty() != secret.isEmpty()) {
            throw invalid("of the headers APCA-API-KEY-ID and APCA-API-SECRET-KEY only one was given: give both");
        }
        return key.isEmpty() ? basic : new Credentials(key, secret);
    }

    private static Credentials basic(String authorization) {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            throw new FailureException(Failure.of(
                    ErrorCode.UNSUPPORTED,
                    "of Authorization headers only Basic is supported: authenticate by message with the token as the"
                            + " secret, and oauth or access_token as the key"));
        }
        String pair = decoded(authorization.substring(BASIC.length()).strip());
        int colon = pair.indexOf(':');
        if (colon < 1 || colon == pair.length() - 1) {
            throw invalid("the Basic Authorization header does not hold key:secret");
        }
        return new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("the Basic Authorization header is not base64");
        }
    }

    private static FailureException invalid(String reason) {
        return new FailureException(Failure.of(ErrorCode.INVALID_REQUEST, reason));
    }
}
