// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

import dev.wsproxy.Credentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What to open, and how. Immutable; made by {@link #url(String)} and its builder. Holds secrets, so {@link #toString()}
 * shows nothing of it.
 */
public final class OpenOptions {
    private final Builder values;

    private OpenOptions(Builder values) {
        this.values = values;
    }

    /** Begins with a ws or wss URL. */
    public static Builder url(String url) {
        return new Builder(url);
    }

    public String url() {
        return values.url;
    }

    /** The account's key; empty when none was given. */
    public String account() {
        return values.account;
    }

    /** The account's secret; empty when the application authenticates by message. */
    public String secret() {
        return values.secret;
    }

    public Map<String, String> headers() {
        return Map.copyOf(values.headers);
    }

    public List<String> subprotocols() {
        return List.copyOf(values.subprotocols);
    }

    public List<String> openingMessages() {
        return List.copyOf(values.openingMessages);
    }

    /** The protocol plugin to use; empty to let the URL decide. */
    public String protocol() {
        return values.protocol;
    }

    /** How long {@link ProxyClient#open(OpenOptions)} waits. */
    public Duration timeout() {
        return values.timeout;
    }

    @Override
    public String toString() {
        return "OpenOptions[protocol=" + (protocol().isEmpty() ? "by URL" : protocol()) + "]";
    }

    /** Collects options; {@link #build()} may be called more than once. */
    public static final class Builder {
        private final String url;
        private String account = "";
        private String secret = "";
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final List<String> subprotocols = new ArrayList<>();
        private final List<String> openingMessages = new ArrayList<>();
        private String protocol = "";
        private Duration timeout = Duration.ofSeconds(30);

        private Builder(String url) {
            this.url = Objects.requireNonNull(url, "url");
        }

        private Builder(Builder other) {
            this(other.url);
            account = other.account;
            secret = other.secret;
            headers.putAll(other.headers);
            subprotocols.addAll(other.subprotocols);
            openingMessages.addAll(other.openingMessages);
            protocol = other.protocol;
            timeout = other.timeout;
        }

        /** Names the account only; the application then authenticates by message, as it would without a proxy. */
        public Builder account(String key) {
            account = Objects.requireNonNull(key, "key");
            return this;
        }

        /**
         * The account's key and secret, or the name and the local token of one that was entrusted to the proxy; the proxy
         * authenticates.
         */
        public Builder credentials(Credentials credentials) {
            account = credentials.key();
            secret = credentials.secret();
            return this;
        }

        /** A header for the HTTP upgrade. Clients with different headers do not share a connection, unless the protocol says so. */
        public Builder header(String name, String value) {
            headers.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** A WebSocket subprotocol to offer; in order of preference. */
        public Builder subprotocol(String name) {
            subprotocols.add(Objects.requireNonNull(name, "name"));
            return this;
        }

        /**
         * A text that is sent first after every connection and reconnection, by a protocol that has no knowledge of the
         * provider. It reaches the proxy over its socket and never lies in a file, so this is the place for a login.
         */
        public Builder openingMessage(String text) {
            openingMessages.add(Objects.requireNonNull(text, "text"));
            return this;
        }

        /** The protocol plugin to use, for instance {@code passthrough}; by default the URL decides. */
        public Builder protocol(String name) {
            protocol = Objects.requireNonNull(name, "name");
            return this;
        }

        /** How long a blocking open waits; positive, 30 s by default. */
        public Builder timeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("the time-out must be positive: timeout=" + timeout);
            }
            this.timeout = timeout;
            return this;
        }

        public OpenOptions build() {
            return new OpenOptions(new Builder(this));
        }
    }
}
