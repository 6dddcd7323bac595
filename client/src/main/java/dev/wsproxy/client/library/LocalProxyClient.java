// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.FailureException;
import dev.wsproxy.LogLevel;
import dev.wsproxy.client.ClientOptions;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.client.Waiting;
import dev.wsproxy.transport.ClientLink;
import dev.wsproxy.wire.Reply;
import dev.wsproxy.wire.Request;
import dev.wsproxy.wire.SetLogLevel;
import dev.wsproxy.wire.StatusQuery;
import dev.wsproxy.wire.StatusReply;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** A client of a proxy on this machine. */
final class LocalProxyClient implements ProxyClient {
    private final ClientLoop loop;
    private final Polling polling;

    private LocalProxyClient(ClientLoop loop, Polling polling) {
        this.loop = loop;
        this.polling = polling;
    }

    /**
     * A client that is registered over this link.
     *
     * @param finder registers with the next proxy, should this one be lost
     */
    static LocalProxyClient start(
            ClientOptions options, ClientLink link, Callable<ClientLink> finder, Timeouts timeouts) {
        ClientLoop loop = new ClientLoop(options, link, finder, timeouts);
        Polling polling = options.waiting() == Waiting.POLL
                ? new ApplicationPolling(loop)
                : new PollThread(loop, options.waiting() == Waiting.BACKOFF);
        polling.start();
        return new LocalProxyClient(loop, polling);
    }

    @Override
    public String name() {
        return loop.name();
    }

    @Override
    public long proxyPid() {
        return loop.session().proxyPid();
    }

    @Override
    public boolean isConnected() {
        return loop.session().loss().isEmpty();
    }

    @Override
    public Connection open(OpenOptions options) {
        polling.checkMayBlock("open", "openAsync");
        LocalConnection connection = begin(options);
        try {
            return BlockingCall.result(polling, connection.opening(), "open", options.timeout());
        } catch (FailureException e) {
            // It is known to have failed, unless it is overdue or the thread was interrupted.
            loop.abandon(connection, e.failure());
            throw e;
        }
    }

    @Override
    public CompletableFuture<Connection> openAsync(OpenOptions options) {
        return begin(options).opening();
    }

    private LocalConnection begin(OpenOptions options) {
        checkNotClosed();
        LocalConnection connection = new LocalConnection(loop.nextHandle(), options, loop, polling);
        loop.add(connection);
        return connection;
    }

    @Override
    public Collection<Connection> connections() {
        return loop.connections().all().stream()
                .filter(connection -> !connection.isLeaving())
                .<Connection>map(connection -> connection)
                .toList();
    }

    @Override
    public void closeAll() {
        loop.connections().all().forEach(LocalConnection::close);
    }

    @Override
    public int poll(int limit) {
        return polling.poll(limit);
    }

    @Override
    public void setLogLevel(LogLevel level) {
        Objects.requireNonNull(level, "level");
        ask("setLogLevel", correlationId -> new SetLogLevel(correlationId, level));
    }

    @Override
    public ProxyStatus status() {
        return ((StatusReply) ask("status", StatusQuery::new)).status();
    }

    private Reply ask(String what, LongFunction<Request> request) {
        polling.checkMayBlock(what, "another thread");
        checkNotClosed();
        CompletableFuture<Reply> answer =
                loop.session().control().ask(what, request, loop.timeouts().administration());
        return BlockingCall.result(polling, answer, what, loop.timeouts().administration());
    }

    private void checkNotClosed() {
        if (loop.isLeaving()) {
            throw new IllegalStateException("the client is closed: name=" + name());
        }
    }

    @Override
    public void close() {
        polling.close();
    }

    @Override
    public String toString() {
        return "ProxyClient[name=" + name() + ", proxyPid=" + proxyPid() + ", connected=" + isConnected() + "]";
    }
}
