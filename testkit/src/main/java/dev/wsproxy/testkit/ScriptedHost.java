// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.LogLevel;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientInfo;
import dev.wsproxy.transport.ClientPort;
import dev.wsproxy.transport.ClientSession;
import dev.wsproxy.transport.TransportHost;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A broker for tests of transports: records what it is asked, and answers as it was told to. Any thread. */
public final class ScriptedHost implements TransportHost {
    /** What {@link #status} answers. */
    public static final ProxyStatus STATUS = new ProxyStatus(
            42,
            "1.2.3",
            7,
            Path.of("/somewhere"),
            List.of(new ProxyStatus.Client(1, "a client", 43, "contract", 1_000, List.of(5L), 99, 0, 0)),
            List.of(),
            List.of(),
            new ProxyStatus.Services(List.of("contract"), List.of(), List.of(), List.of()));

    private final BlockingQueue<RecordedSession> joined = new LinkedBlockingQueue<>();
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private volatile @Nullable LogLevel logLevel;
    private volatile @Nullable Failure refusal;
    private volatile @Nullable Error error;
    private volatile Consumer<ClientPort> greeting = port -> {};

    /** Refuses every client from now on. */
    public void refuse(Failure reason) {
        refusal = reason;
    }

    /** Throws this at every client from now on; null: no longer. */
    public void fail(@Nullable Error thrown) {
        error = thrown;
    }

    /** Tells every client that joins something, before its registration is through. */
    public void greet(int handle, ClientEvent event) {
        greeting = port -> port.event(handle, event);
    }

    /** The next client that joins; waits for it. */
    public RecordedSession awaitClient() throws InterruptedException {
        RecordedSession session = joined.poll(Deadlines.GENEROUS.toSeconds(), TimeUnit.SECONDS);
        if (session == null) {
            throw new AssertionError("no client has joined");
        }
        return session;
    }

    /** Whether a client has joined that was not awaited. */
    public boolean hasClient() {
        return !joined.isEmpty();
    }

    /** The log level that was asked for last; null when none was. */
    public @Nullable LogLevel logLevel() {
        return logLevel;
    }

    /** Waits until somebody asks the proxy to end; false when nobody does. */
    public boolean awaitStop() throws InterruptedException {
        return stopAsked.await(Deadlines.GENEROUS.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public ClientSession join(ClientInfo info, ClientPort port) {
        Failure reason = refusal;
        if (reason != null) {
            throw new FailureException(reason);
        }
        Error thrown = error;
        if (thrown != null) {
            throw thrown;
        }
        greeting.accept(port);
        RecordedSession session = new RecordedSession(info, port);
        joined.add(session);
        return session;
    }

    @Override
    public ProxyStatus status() {
        return STATUS;
    }

    @Override
    public void logLevel(LogLevel level) {
        logLevel = level;
    }

    @Override
    public void stop() {
        stopAsked.countDown();
    }
}
