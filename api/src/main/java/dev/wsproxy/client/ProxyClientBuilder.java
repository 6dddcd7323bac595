// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;

/** Collects what a {@link ProxyClient} needs. Not thread-safe. */
public final class ProxyClientBuilder {
    private ClientOptions options;

    ProxyClientBuilder(String name) {
        options = ClientOptions.of(name);
    }

    /** Who receives messages and events; by default nobody. */
    public ProxyClientBuilder listener(ClientListener listener) {
        options = options.withListener(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /** How to wait for messages; {@link Waiting#BACKOFF} by default. */
    public ProxyClientBuilder waiting(Waiting waiting) {
        options = options.withWaiting(Objects.requireNonNull(waiting, "waiting"));
        return this;
    }

    /** The directory of the proxy; by default the one that {@code WSPROXY_DIR} names, or the user's own. */
    public ProxyClientBuilder directory(Path directory) {
        options = options.withDirectory(Optional.of(directory));
        return this;
    }

    /** The runtime to start the proxy from; by default {@code WSPROXY_HOME}, {@code ~/.config/wsproxy/home}, or beside this library. */
    public ProxyClientBuilder home(Path home) {
        options = options.withHome(Optional.of(home));
        return this;
    }

    /** How long a proxy that this client starts stays after its last client has left; 60 s by default. */
    public ProxyClientBuilder linger(Duration linger) {
        options = options.withLinger(Optional.of(linger));
        return this;
    }

    /** Whether to start the proxy when none is running; {@code true} by default. */
    public ProxyClientBuilder startProxy(boolean start) {
        options = options.withStartProxy(start);
        return this;
    }

    /**
     * Finds the proxy, or starts it, and registers. Blocks until the proxy answers.
     *
     * @throws FailureException with a code and a reason that says what to do
     */
    public ProxyClient connect() {
        return ServiceLoader.load(ProxyClientFactory.class, ProxyClientFactory.class.getClassLoader())
                .findFirst()
                .orElseThrow(ProxyClientBuilder::noFactory)
                .connect(options);
    }

    /** As {@link #connect()}, with a factory of the caller's choice: the OSGi service, for instance. */
    public ProxyClient connect(ProxyClientFactory factory) {
        return factory.connect(options);
    }

    private static FailureException noFactory() {
        return new FailureException(Failure.of(
                ErrorCode.UNSUPPORTED,
                "there is no client library on the class path: add dev.wsproxy:wsproxy-client to the application"));
    }
}
