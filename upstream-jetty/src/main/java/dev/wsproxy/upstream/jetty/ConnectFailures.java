// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.websocket.core.exception.UpgradeException;
import org.eclipse.jetty.websocket.core.exception.WebSocketException;
import org.jspecify.annotations.Nullable;

/** Turns what Jetty and the JDK throw while connecting into coded reasons that say what to do. */
final class ConnectFailures {
    /** The server's alert, or what the JDK says of the version that the server chose. */
    private static final Pattern OLD_VERSION = Pattern.compile("protocol_version|protocol version");

    private final String server;
    private final Duration timeout;
    private final Supplier<String> trustAdvice;

    /** @param trustAdvice what to do about an unknown authority */
    ConnectFailures(URI uri, Duration timeout, Supplier<String> trustAdvice) {
        this.server = uri.getRawAuthority();
        this.timeout = timeout;
        this.trustAdvice = trustAdvice;
    }

    /** @param handshakeFailure why the TLS handshake of the connection failed, if it did */
    Failure of(Throwable thrown, @Nullable Throwable handshakeFailure) {
        Failure failure = of(thrown);
        return failure.code() == ErrorCode.UNREACHABLE && handshakeFailure != null ? of(handshakeFailure) : failure;
    }

    Failure of(Throwable thrown) {
        int status = status(thrown);
        if (status > 0 && status != 101) {
            return Failure.of(ErrorCode.UPGRADE_REJECTED, status, rejected(status));
        }
        if (isOfTls(thrown)) {
            return Failure.of(ErrorCode.TLS_FAILED, tls(thrown));
        }
        if (find(thrown, TimeoutException.class) != null || find(thrown, SocketTimeoutException.class) != null) {
            return Failure.of(
                    ErrorCode.CONNECT_TIMEOUT,
                    "No WebSocket with " + server + " within " + timeout.toMillis()
                            + " ms; check the network, or raise connectTimeoutMs");
        }
        if (find(thrown, HttpResponseException.class) != null || status == 101) {
            return Failure.of(
                    ErrorCode.UPGRADE_REJECTED,
                    status,
                    server + " did not complete the WebSocket handshake (" + message(thrown) + "); check the URL");
        }
        return Failure.of(ErrorCode.UNREACHABLE, unreachable(thrown));
    }

    /** Whether TLS is to blame, and not that the connection was lost meanwhile. */
    private static boolean isOfTls(Throwable thrown) {
        if (find(thrown, CertificateException.class) != null) {
            return true;
        }
        SSLException tls = find(thrown, SSLException.class);
        return tls != null
                && !(innermost(tls) instanceof ClosedChannelException)
                && !(innermost(tls) instanceof EOFException);
    }

    private static Throwable innermost(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private String rejected(int status) {
        String advice = switch (status) {
            case 301, 302, 303, 307, 308 -> "it redirects, which is not followed; use the address it redirects to";
            case 400, 426 -> "it does not take this as a WebSocket request; check the URL";
            case 401, 403, 407 -> "check the credentials";
            case 404, 410 -> "check the path of the URL";
            case 429 -> "too many requests; wait before the next";
            default -> status >= 500 ? "the fault is on its side; try again later" : "check the URL";
        };
        return server + " answered the WebSocket upgrade with HTTP status " + status + ": " + advice;
    }

    private String tls(Throwable thrown) {
        if (find(thrown, CertificateExpiredException.class) != null) {
            return "The certificate of " + server + " has expired; its owner must renew it";
        }
        if (find(thrown, CertificateNotYetValidException.class) != null) {
            return "The certificate of " + server + " is not valid yet; check this machine's clock";
        }
        if (find(thrown, CertPathBuilderException.class) != null) {
            return "The certificate of " + server
                    + (find(thrown, ServerCheck.SelfSignedException.class) == null
                            ? " is signed by no authority known here"
                            : " is signed by itself, and it is not trusted here")
                    + "; if you trust it, "
                    + trustAdvice.get();
        }
        if (find(thrown, CertPathValidatorException.class) != null) {
            return "The certificate of " + server + " was refused: " + message(thrown);
        }
        if (find(thrown, CertificateException.class) != null) {
            return "The certificate of " + server + " does not fit the host name (" + message(thrown)
                    + "); check the host name in the URL";
        }
        SSLException tls = find(thrown, SSLException.class);
        String what = message(tls == null ? thrown : tls);
        return OLD_VERSION.matcher(what).find()
                ? server + " speaks no TLS that is safe (" + what + "); it must offer version 1.2 or 1.3"
                : "TLS with " + server + " failed (" + what
                        + "); TLS 1.2 and 1.3 are offered: check that the port speaks TLS";
    }

    private String unreachable(Throwable thrown) {
        if (find(thrown, UnknownHostException.class) != null
                || find(thrown, UnresolvedAddressException.class) != null) {
            return "The host of " + server + " is not known; check the URL and the name service";
        }
        if (find(thrown, ConnectException.class) != null) {
            return server + " refused the connection; check the port, and that the server runs";
        }
        if (find(thrown, EOFException.class) != null || find(thrown, ClosedChannelException.class) != null) {
            return server + " closed the connection before the WebSocket was open; check the port, and ws or wss";
        }
        return server + " cannot be reached (" + message(thrown) + "); check the network";
    }

    private static int status(Throwable thrown) {
        UpgradeException upgrade = find(thrown, UpgradeException.class);
        if (upgrade != null && upgrade.getResponseStatusCode() > 0) {
            return upgrade.getResponseStatusCode();
        }
        HttpResponseException response = find(thrown, HttpResponseException.class);
        if (response != null) {
            return response.getResponse().getStatus();
        }
        return find(thrown, WebSocketException.class) != null && upgrade == null ? 101 : 0;
    }

    /** The innermost message: the outer ones repeat it, or name classes. */
    private static String message(Throwable thrown) {
        Throwable cause = thrown;
        String message = thrown.getMessage();
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
            message = cause.getMessage() == null ? message : cause.getMessage();
        }
        return Text.printable(message == null ? cause.getClass().getSimpleName() : message);
    }

    /** Among the causes, and what they suppress: of two threads that see a handshake fail, the reader knows why. */
    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            for (Throwable suppressed : cause.getSuppressed()) {
                if (type.isInstance(suppressed)) {
                    return type.cast(suppressed);
                }
            }
        }
        return null;
    }
}
