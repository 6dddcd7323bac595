// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.ClientOptions;
import dev.wsproxy.client.Waiting;
import dev.wsproxy.testkit.Deadlines;
import dev.wsproxy.transport.ClientLink;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy dies, and those that follow die while they start. */
@Timeout(60)
class SuccessorTest {
    private final FakeLink first = new FakeLink();
    private final Recorder recorder = new Recorder();
    private final AtomicInteger attempts = new AtomicInteger();
    private LocalProxyClient client;

    @AfterEach
    void close() {
        client.close();
    }

    private void lose(Callable<ClientLink> finder) {
        first.proxy = new ScriptedProxy();
        ClientOptions options = new ClientOptions(
                "tester", recorder, Waiting.BACKOFF, Optional.empty(), Optional.empty(), Optional.empty(), true);
        client = LocalProxyClient.start(options, first, finder, Timeouts.STANDARD);
        client.open("wss://example.com/v2/iex");
        first.lose("it was killed");
    }

    private void awaitLast(String event) {
        await().atMost(Deadlines.GENEROUS)
                .untilAsserted(
                        () -> assertThat(recorder.calls).last().asString().startsWith(event));
    }

    private static FailureException startFailed() {
        return new FailureException(Failure.of(ErrorCode.START_FAILED, "the proxy ended while it was starting"));
    }

    @Test
    void isReplacedByTheOneAfterIt() {
        FakeLink third = new FakeLink();
        third.proxy = new ScriptedProxy();
        lose(() -> {
            if (attempts.incrementAndGet() == 1) {
                throw startFailed();
            }
            return third;
        });

        awaitLast("reconnected");
    }

    @Test
    void endsTheClientWhenNoneComesUp() {
        lose(() -> {
            attempts.incrementAndGet();
            throw startFailed();
        });

        awaitLast("closed START_FAILED");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void endsTheClientAtOnceWhenNoneCanBeStarted() {
        lose(() -> {
            attempts.incrementAndGet();
            throw new FailureException(Failure.of(ErrorCode.RUNTIME_NOT_FOUND, "it was uninstalled"));
        });

        awaitLast("closed RUNTIME_NOT_FOUND");
        assertThat(attempts).hasValue(1);
    }
}
