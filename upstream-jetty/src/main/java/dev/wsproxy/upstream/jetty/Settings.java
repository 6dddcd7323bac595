// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can be set of a connector.
 *
 * @param connectTimeout for name look-up, TCP, TLS and the HTTP upgrade together; positive
 * @param closeTimeout how long the other side may take to answer a close frame; positive
 * @param pingInterval between two pings on an open connection; zero sends none
 * @param maxMessageBytes the largest message, both ways; 1 to 1 GiB
 * @param maxUnsentBytes how much may wait to be sent on one connection; at least 1. A single message may exceed it
 *     when nothing else waits
 * @param trustedCertificates a PEM file of certificate authorities to trust besides those of the JDK; it need not exist,
 *     and it is read again when it has changed
 */
public record Settings(
        Duration connectTimeout,
        Duration closeTimeout,
        Duration pingInterval,
        int maxMessageBytes,
        long maxUnsentBytes,
        @Nullable Path trustedCertificates) {
    private static final int LARGEST_MESSAGE_BYTES = 1 << 30;

    public Settings {
        require(positive(connectTimeout), "connectTimeout", connectTimeout, "must be positive");
        require(positive(closeTimeout), "closeTimeout", closeTimeout, "must be positive");
        require(!pingInterval.isNegative(), "pingInterval", pingInterval, "must not be negative");
        require(
                maxMessageBytes >= 1 && maxMessageBytes <= LARGEST_MESSAGE_BYTES,
                "maxMessageBytes",
                maxMessageBytes,
                "must be 1 to " + LARGEST_MESSAGE_BYTES);
        require(maxUnsentBytes >= 1, "maxUnsentBytes", maxUnsentBytes, "must be at least 1");
    }

    /** 10 s to connect, 5 s to close, a ping every 20 s, messages up to 16 MiB, 8 MiB unsent, the JDK's authorities. */
    public static Settings defaults() {
        return new Settings(
                Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(20), 16 << 20, 8 << 20, null);
    }

    public Settings withConnectTimeout(Duration value) {
        return new Settings(value, closeTimeout, pingInterval, maxMessageBytes, maxUnsentBytes, trustedCertificates);
    }

    public Settings withCloseTimeout(Duration value) {
        return new Settings(connectTimeout, value, pingInterval, maxMessageBytes, maxUnsentBytes, trustedCertificates);
    }

    public Settings withPingInterval(Duration value) {
        return new Settings(connectTimeout, closeTimeout, value, maxMessageBytes, maxUnsentBytes, trustedCertificates);
    }

    public Settings withMaxMessageBytes(int value) {
        return new Settings(connectTimeout, closeTimeout, pingInterval, value, maxUnsentBytes, trustedCertificates);
    }

    public Settings withMaxUnsentBytes(long value) {
        return new Settings(connectTimeout, closeTimeout, pingInterval, maxMessageBytes, value, trustedCertificates);
    }

    public Settings withTrustedCertificates(Path value) {
        return new Settings(connectTimeout, closeTimeout, pingInterval, maxMessageBytes, maxUnsentBytes, value);
    }

    private static boolean positive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    private static void require(boolean condition, String name, Object value, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(name + "=" + Objects.toString(value) + ": " + rule);
        }
    }
}
