// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.LogLevel;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.transport.ClientTransport;
import dev.wsproxy.transport.LinkHandler;
import dev.wsproxy.wire.Hello;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.SetLogLevel;
import dev.wsproxy.wire.StatusQuery;
import dev.wsproxy.wire.StatusReply;
import dev.wsproxy.wire.Stop;
import dev.wsproxy.wire.Welcome;
import dev.wsproxy.wire.WireVersion;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongFunction;

/**
 * Asks a running proxy about itself, or to end, without being one of its clients and without starting one. For the
 * command; used by one thread. Every question blocks for at most a few seconds and fails with a {@link FailureException}.
 */
public final class ProxyAdministration implements AutoCloseable {
    private static final Duration TIMEOUT = Timeouts.STANDARD.administration();
    private static final Duration NAP = Duration.ofMillis(20);

    private final ClientLink link;
    private final ControlReplies control;
    private final LinkHandler handler = new Handler();

    private ProxyAdministration(ClientLink link) {
        this.link = link;
        this.control = new ControlReplies(link);
    }

    /**
     * Reaches the proxy of a directory. The directory is not made if it is missing.
     *
     * @throws FailureException {@code NOT_RUNNING} when there is none
     */
    public static ProxyAdministration connect(RuntimeDirectory directory) {
        return connect(directory, InstalledTransport.find());
    }

    static ProxyAdministration connect(RuntimeDirectory directory, ClientTransport transport) {
        if (!Files.exists(directory.path())) {
            throw new FailureException(Failure.of(ErrorCode.NOT_RUNNING, "no proxy is running in " + directory.path()));
        }
        directory.prepare();
        Hello hello = new Hello(
                WireVersion.CURRENT, true, ProcessHandle.current().pid(), "administration", LibraryVersion.CURRENT);
        return new ProxyAdministration(transport.connect(directory.path(), hello));
    }

    /** The process id of the proxy. */
    public long proxyPid() {
        return link.welcome().proxyPid();
    }

    /** @throws FailureException {@code VERSION_MISMATCH}, besides those of every question */
    public ProxyStatus status() {
        checkVersion();
        return ((StatusReply) ask("status", StatusQuery::new)).status();
    }

    /** @throws FailureException {@code VERSION_MISMATCH}, besides those of every question */
    public void setLogLevel(LogLevel level) {
        checkVersion();
        ask("log-level", correlationId -> new SetLogLevel(correlationId, level));
    }

    private void checkVersion() {
        Welcome welcome = link.welcome();
        if (!WireVersion.isCompatible(welcome.version())) {
            throw new FailureException(Failure.of(
                    ErrorCode.VERSION_MISMATCH,
                    "the running proxy (" + welcome.library() + ", pid " + welcome.proxyPid() + ") speaks version "
                            + WireVersion.text(welcome.version()) + " of the wire layout, this library ("
                            + LibraryVersion.CURRENT + ") version " + WireVersion.text(WireVersion.CURRENT)
                            + "; all it can do is end it: wsproxy stop"));
        }
    }

    /** Asks the proxy to end, whatever its version; it has begun to when this returns. */
    public void stop() {
        ask("stop", Stop::new);
    }

    private Reply ask(String what, LongFunction<Request> request) {
        CompletableFuture<Reply> answer = control.ask(what, request, TIMEOUT);
        while (!answer.isDone()) {
            if (link.poll(handler, 1) == 0 && !answer.isDone()) {
                link.idle(NAP);
            }
            control.expire(System.nanoTime());
        }
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof FailureException cause) {
                throw new FailureException(cause.failure(), cause);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        link.close();
    }

    /** Only control messages come: it has opened no connection. */
    private final class Handler implements LinkHandler {
        @Override
        public void onControl(ByteBuffer message) {
            control.received(message);
        }

        @Override
        public void onLost(Failure reason) {
            control.close(control.farewell().orElse(reason));
        }
    }
}
