// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.exception.CloseException;
import org.eclipse.jetty.websocket.core.exception.WebSocketException;
import org.jspecify.annotations.Nullable;

/** Why an open connection has ended. */
final class EndFailures {
    private EndFailures() {}

    static Failure closedHere(String why) {
        return Failure.of(ErrorCode.CLOSED, why);
    }

    static Failure connectorStopped(String server) {
        return Failure.of(
                ErrorCode.UPSTREAM_LOST,
                "The connector was stopped or replaced and has closed the connection with " + server);
    }

    static Failure closedByUpstream(String server, CloseStatus status) {
        String reason = status.getReason() == null ? "" : Text.printable(status.getReason());
        String said = reason.isEmpty() ? " without a reason" : ": " + reason;
        String code = status.getCode() == CloseStatus.NO_CODE ? "without a code" : "with code " + status.getCode();
        return Failure.of(
                ErrorCode.CLOSED_BY_UPSTREAM, status.getCode(), server + " closed the connection " + code + said);
    }

    static Failure protocolError(String server, CloseException broken) {
        return Failure.of(
                ErrorCode.PROTOCOL_ERROR,
                broken.getStatusCode(),
                server + " broke the WebSocket protocol or a limit: "
                        + Text.printable(String.valueOf(broken.getMessage())));
    }

    /** For an end that nobody announced. */
    static Failure unannounced(String server, CloseStatus status, @Nullable Throwable error) {
        Throwable cause = error == null ? status.getCause() : error;
        if (cause instanceof CloseException broken) {
            return protocolError(server, broken);
        }
        if (cause instanceof WebSocketException) {
            return Failure.of(
                    ErrorCode.PROTOCOL_ERROR,
                    server + " broke the WebSocket protocol: " + Text.printable(String.valueOf(cause.getMessage())));
        }
        String detail =
                cause == null || cause.getMessage() == null ? "" : " (" + Text.printable(cause.getMessage()) + ")";
        return Failure.of(
                ErrorCode.UPSTREAM_LOST, "The connection with " + server + " ended without a close frame" + detail);
    }
}
