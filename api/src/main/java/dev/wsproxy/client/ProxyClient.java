// SPDX-License-Identifier: MIT
package dev.wsproxy.client;

import dev.wsproxy.LogLevel;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A registered client of the proxy. Making the first one starts the proxy; when the last one has left, the proxy ends.
 * All methods may be called from any thread unless they say otherwise.
 */
@ProviderType
public interface ProxyClient extends AutoCloseable {
    /**
     * Begins to make a client.
     *
     * @param name shown in status and logs; 1 to 100 characters, need not be unique
     */
    static ProxyClientBuilder builder(String name) {
        return new ProxyClientBuilder(name);
    }

    String name();

    /** The process id of the proxy. */
    long proxyPid();

    /** Whether the proxy is there and answering. */
    boolean isConnected();

    /** Opens or joins the shared connection to a URL that needs no credentials. */
    default Connection open(String url) {
        return open(OpenOptions.url(url).build());
    }

    /**
     * Opens or joins a shared connection and waits for it, at most {@link OpenOptions#timeout()}.
     *
     * @throws dev.wsproxy.FailureException with a code and a reason that says what to do
     * @throws IllegalStateException inside a callback: use {@link #openAsync}; and after {@link #close()}
     */
    Connection open(OpenOptions options);

    /** As {@link #open(OpenOptions)}, without waiting; fails with a {@link dev.wsproxy.FailureException}. */
    CompletableFuture<Connection> openAsync(OpenOptions options);

    /** The connections that are open, or being opened, now. */
    Collection<Connection> connections();

    /** Leaves every connection; the client itself stays registered. */
    void closeAll();

    /**
     * Hands what has arrived to the listener; only for {@link Waiting#POLL}. Does not wait for anything to
     * arrive; after {@link #close()} inside a callback it finishes that.
     *
     * @param limit the most messages to hand over; positive
     * @return how many were handed over
     * @throws IllegalStateException when the client polls by itself
     */
    int poll(int limit);

    /** Changes how much the proxy logs. */
    void setLogLevel(LogLevel level);

    /**
     * Asks the proxy what it is doing; waits for the answer, five seconds at most.
     *
     * @throws IllegalStateException inside a callback, and after {@link #close()}
     */
    ProxyStatus status();

    /**
     * Leaves every connection and the proxy, and waits until that is done and the callbacks have ended, two seconds at most
     * unless a callback takes longer. Inside a callback it does not wait: the rest is done when that has returned, by the
     * client's thread or by {@link #poll}. Idempotent.
     */
    @Override
    void close();
}
