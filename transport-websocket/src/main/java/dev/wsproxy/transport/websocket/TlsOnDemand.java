// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import dev.wsproxy.FailureException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognizes clients that begin with TLS. The first of them has everything made ready that TLS needs, which takes up to a
 * second; a proxy without such clients starts and works without it. Called on Jetty's threads, none of which waits.
 */
final class TlsOnDemand extends AbstractConnectionFactory implements ConnectionFactory.Detecting {
    private static final Logger LOG = LoggerFactory.getLogger(TlsOnDemand.class);

    /** RFC 8446, section 5.1: a record begins with its type and the major version. */
    private static final byte HANDSHAKE = 22;

    private static final byte MAJOR_VERSION = 3;
    private static final int NEEDED_BYTES = 2;

    private final ServerKeys keys;
    private final Duration retryInterval;
    private final Duration longest;
    private @Nullable CompletableFuture<SslConnectionFactory> tls;
    private long triedNs;
    private String problem = "";

    /**
     * @param retryInterval between two attempts to make TLS ready
     * @param longest for a client to wait for that
     */
    TlsOnDemand(ServerKeys keys, Duration retryInterval, Duration longest) {
        super("TLS");
        this.longest = longest;
        this.keys = keys;
        this.retryInterval = retryInterval;
    }

    @Override
    public Detection detect(ByteBuffer first) {
        if (first.remaining() < NEEDED_BYTES) {
            return Detection.NEED_MORE_BYTES;
        }
        int start = first.position();
        return first.get(start) == HANDSHAKE && first.get(start + 1) == MAJOR_VERSION
                ? Detection.RECOGNIZED
                : Detection.NOT_RECOGNIZED;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return new TlsPending(endPoint, connector, ready(connector.getExecutor()));
    }

    private synchronized CompletableFuture<SslConnectionFactory> ready(Executor executor) {
        CompletableFuture<SslConnectionFactory> known = tls;
        boolean again = known != null
                && known.isCompletedExceptionally()
                && System.nanoTime() - triedNs > retryInterval.toNanos();
        if (known == null || again) {
            triedNs = System.nanoTime();
            known = CompletableFuture.supplyAsync(this::makeReady, executor);
            tls = known;
        }
        return inTime(known);
    }

    /** Whoever reads the keys from a file system that hangs does so alone, and on one thread. */
    private CompletableFuture<SslConnectionFactory> inTime(CompletableFuture<SslConnectionFactory> underWay) {
        if (underWay.isDone()) {
            return underWay;
        }
        CompletableFuture<SslConnectionFactory> bounded =
                underWay.copy().orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS);
        return bounded.whenComplete((ready, e) -> {
            if (e instanceof TimeoutException) {
                failed("its certificate and key could not be read in " + longest.toMillis() + " ms");
            }
        });
    }

    private SslConnectionFactory makeReady() {
        try {
            SslConnectionFactory made = TlsServer.of(keys.open());
            made.start();
            // Stopped with this one.
            addBean(made, true);
            LOG.info("serves wss:// too");
            return made;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (FailureException e) {
            failed(e.failure().reason());
            throw e;
        } catch (Throwable e) {
            // An Error as well, such as one of linkage while bundles are swapped: nobody else would hear of it.
            failed(e.toString());
            throw new IllegalStateException("TLS is not ready", e);
        }
    }

    /** Says it once. */
    private synchronized void failed(String reason) {
        if (!reason.equals(problem)) {
            problem = reason;
            LOG.error("wss:// cannot be served, ws:// is: {}", reason);
        }
    }
}
