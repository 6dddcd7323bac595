// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;

/**
 * How a client's connection ends: the close code, and why. A failure that the upstream's close caused keeps its code. The
 * words of a provider, Alpaca's 407 for instance, are the protocol's and come before; here is what every client understands.
 *
 * @param code of the close frame
 * @param failure its text is the close frame's reason, shortened to the 123 bytes that fit
 */
record Farewell(int code, Failure failure) {
    static Farewell of(Failure failure) {
        return new Farewell(code(failure), failure);
    }

    /** The upstream was away, so that messages are missing: the client's own reconnection is what tells it. */
    static Farewell gap(Failure cause) {
        return new Farewell(CloseStatus.SERVICE_RESTART, cause);
    }

    /** The endpoint is closed, for whatever reason. */
    static Farewell goingAway(Failure reason) {
        return new Farewell(CloseStatus.SHUTDOWN, reason);
    }

    /** The client has sent more than may be sent. */
    static Farewell tooLarge(String what) {
        return new Farewell(CloseStatus.MESSAGE_TOO_LARGE, Failure.of(ErrorCode.LIMIT_EXCEEDED, what));
    }

    static Farewell slow(long unsentBytes) {
        return of(Failure.of(
                ErrorCode.SLOW_CLIENT, "slow client: " + unsentBytes + " bytes were not read in time; read faster"));
    }

    Frame frame() {
        return new CloseStatus(code, failure.toString()).toFrame();
    }

    private static int code(Failure failure) {
        return switch (failure.code()) {
            case CLOSED -> CloseStatus.NORMAL;
            case CLOSED_BY_UPSTREAM ->
                CloseStatus.isTransmittableStatusCode(failure.detail()) ? failure.detail() : CloseStatus.BAD_GATEWAY;
            case PROXY_STOPPING, PROXY_LOST -> CloseStatus.SHUTDOWN;
            case UNREACHABLE, CONNECT_TIMEOUT, TLS_FAILED, UPGRADE_REJECTED, UPSTREAM_LOST, PROTOCOL_ERROR ->
                CloseStatus.BAD_GATEWAY;
            case LIMIT_EXCEEDED, CONNECTION_LIMIT -> CloseStatus.TRY_AGAIN_LATER;
            case BAD_URL,
                    UNSUPPORTED,
                    INVALID_REQUEST,
                    AUTHENTICATION_FAILED,
                    AUTHENTICATION_TIMEOUT,
                    NOT_AUTHENTICATED,
                    NOT_IN_PLAN,
                    SYMBOL_LIMIT,
                    UNKNOWN_CHANNEL,
                    SLOW_CLIENT -> CloseStatus.POLICY_VIOLATION;
            default -> CloseStatus.SERVER_ERROR;
        };
    }
}
