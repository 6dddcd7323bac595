// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

/** What the server can object to, with the exact texts of the wire. */
enum ErrorCode {
    INVALID_SYNTAX(400, "invalid syntax"),
    NOT_AUTHENTICATED(401, "not authenticated"),
    AUTH_FAILED(402, "auth failed"),
    ALREADY_AUTHENTICATED(403, "already authenticated"),
    AUTH_TIMEOUT(404, "auth timeout"),
    SYMBOL_LIMIT_EXCEEDED(405, "symbol limit exceeded"),
    CONNECTION_LIMIT_EXCEEDED(406, "connection limit exceeded"),
    SLOW_CLIENT(407, "slow client"),
    INSUFFICIENT_SUBSCRIPTION(409, "insufficient subscription"),
    INVALID_SUBSCRIBE_ACTION(410, "invalid subscribe action for this feed"),
    MSGPACK_ONLY(412, "option messages are only available in MsgPack format"),
    STAR_NOT_ALLOWED(413, "star subscription is not allowed for option quotes");

    private final int code;
    private final String text;

    ErrorCode(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }

    /** Tells whether it leaves the client without a connection that it can use. */
    boolean refusesConnection() {
        return switch (this) {
            case AUTH_FAILED, AUTH_TIMEOUT, CONNECTION_LIMIT_EXCEEDED, INSUFFICIENT_SUBSCRIPTION, MSGPACK_ONLY -> true;
            default -> false;
        };
    }
}
