// SPDX-License-Identifier: MIT
package dev.wsproxy;

/**
 * Why something failed: stable names for programs to switch on. The number is what travels on the wire; numbers are
 * never reused.
 */
public enum ErrorCode {
    /** The proxy could not make sense of its own state; its log says more. */
    INTERNAL(1),
    /** The URL is malformed, or not ws or wss. */
    BAD_URL(2),
    /** No installed bundle can do what was asked: a protocol, a connector or a transport is missing. */
    UNSUPPORTED(3),
    /** The request itself is malformed. */
    INVALID_REQUEST(4),
    /** A configured limit (size, count, length) was exceeded. */
    LIMIT_EXCEEDED(5),
    /** No answer within the time that the caller allowed. */
    TIMEOUT(6),
    /** The connection or client was closed by its owner. */
    CLOSED(7),

    /** Host unknown, network unreachable, or connection refused. */
    UNREACHABLE(20),
    /** The TCP or WebSocket handshake did not finish in time. */
    CONNECT_TIMEOUT(21),
    /** TLS failed: certificate, host name or protocol version. */
    TLS_FAILED(22),
    /** The server answered the WebSocket upgrade with another HTTP status. */
    UPGRADE_REJECTED(23),
    /** The upstream closed the connection with a close frame. */
    CLOSED_BY_UPSTREAM(24),
    /** The upstream connection ended without a close frame, or went silent. */
    UPSTREAM_LOST(25),
    /** The upstream broke the WebSocket protocol or sent more than the maximum message size. */
    PROTOCOL_ERROR(26),

    /** The upstream, or the proxy on its behalf, refused the credentials. */
    AUTHENTICATION_FAILED(40),
    /** Credentials were not presented in time. */
    AUTHENTICATION_TIMEOUT(41),
    /** Something was asked for before authentication. */
    NOT_AUTHENTICATED(42),
    /** The account's connections are all in use, by a program that does not go through this proxy. */
    CONNECTION_LIMIT(43),
    /** The account's plan does not include what was asked for. */
    NOT_IN_PLAN(44),
    /** More symbols than the account's plan allows. */
    SYMBOL_LIMIT(45),
    /** The channel does not exist on this feed. */
    UNKNOWN_CHANNEL(46),
    /** The client did not keep up. */
    SLOW_CLIENT(47),

    /** No proxy is running, and the caller did not ask for one to be started. */
    NOT_RUNNING(60),
    /** The proxy process ended or was killed. */
    PROXY_LOST(61),
    /** The proxy is ending on request. */
    PROXY_STOPPING(62),
    /** The runtime that the client should start was not found. */
    RUNTIME_NOT_FOUND(63),
    /** The proxy process was started but did not come up. */
    START_FAILED(64),
    /** Client library and proxy use different wire layouts. */
    VERSION_MISMATCH(65),
    /** The directory of the proxy cannot be used: rights, length of the path, free space. */
    BAD_DIRECTORY(66),
    /** The proxy had no room for messages: its shared memory was full, or could not be made ready as fast as they came. */
    MEMORY_FULL(67);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /** The number that stands for this code on the wire; positive. */
    public int number() {
        return number;
    }

    /** The code with this number; {@link #INTERNAL} for one that this version does not know. */
    public static ErrorCode of(int number) {
        for (ErrorCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return INTERNAL;
    }
}
