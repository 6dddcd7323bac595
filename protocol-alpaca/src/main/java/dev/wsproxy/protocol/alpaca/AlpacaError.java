// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.ErrorCode;
import java.util.Optional;

/** Alpaca's errors: the number and exact text that clients match, and what they are to the proxy's own clients. */
enum AlpacaError {
    INVALID_SYNTAX(400, "invalid syntax", ErrorCode.INVALID_REQUEST),
    NOT_AUTHENTICATED(401, "not authenticated", ErrorCode.NOT_AUTHENTICATED),
    AUTH_FAILED(402, "auth failed", ErrorCode.AUTHENTICATION_FAILED),
    ALREADY_AUTHENTICATED(403, "already authenticated", ErrorCode.INVALID_REQUEST),
    AUTH_TIMEOUT(404, "auth timeout", ErrorCode.AUTHENTICATION_TIMEOUT),
    SYMBOL_LIMIT_EXCEEDED(405, "symbol limit exceeded", ErrorCode.SYMBOL_LIMIT),
    CONNECTION_LIMIT_EXCEEDED(406, "connection limit exceeded", ErrorCode.CONNECTION_LIMIT),
    SLOW_CLIENT(407, "slow client", ErrorCode.SLOW_CLIENT),
    INSUFFICIENT_SUBSCRIPTION(409, "insufficient subscription", ErrorCode.NOT_IN_PLAN),
    INVALID_SUBSCRIBE_ACTION(410, "invalid subscribe action for this feed", ErrorCode.UNKNOWN_CHANNEL),
    INSUFFICIENT_SCOPE(411, "insufficient scope", ErrorCode.NOT_IN_PLAN),
    MSGPACK_ONLY(412, "option messages are only available in MsgPack format", ErrorCode.UNSUPPORTED),
    STAR_NOT_ALLOWED(413, "star subscription is not allowed for option quotes", ErrorCode.NOT_IN_PLAN),
    INTERNAL_ERROR(500, "internal error", ErrorCode.PROTOCOL_ERROR);

    private final int code;
    private final String text;
    private final ErrorCode errorCode;

    AlpacaError(int code, String text, ErrorCode errorCode) {
        this.code = code;
        this.text = text;
        this.errorCode = errorCode;
    }

    static Optional<AlpacaError> of(int code) {
        for (AlpacaError error : values()) {
            if (error.code == code) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }

    ErrorCode errorCode() {
        return errorCode;
    }
}
