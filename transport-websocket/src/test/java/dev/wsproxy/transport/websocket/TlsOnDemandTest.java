// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.KeyStoreFile;
import dev.wsproxy.testkit.Deadlines;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** TLS is made ready by the first client that begins with it, and keeps nobody else waiting. */
class TlsOnDemandTest extends EndpointFixture {
    private static final int MORE_THAN_THREADS = 50;

    private final AtomicInteger opened = new AtomicInteger();
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile boolean broken;

    @BeforeEach
    void startWithTheseKeys() throws Exception {
        TestTls.context();
        start(options -> options.withTls(Optional.of(this::keys)));
    }

    private KeyStoreFile.Opened keys() throws InterruptedException {
        opened.incrementAndGet();
        assertThat(ready.await(60, TimeUnit.SECONDS)).isTrue();
        if (broken) {
            throw new FailureException(Failure.of(ErrorCode.TLS_FAILED, "open to other users"));
        }
        return TestTls.CERTIFICATE.keyStore().open();
    }

    private Socket handshake() throws IOException {
        return new TestTls().client(keep(new Socket("127.0.0.1", port())));
    }

    private CompletableFuture<Socket> handshakeInTheBackground() throws IOException {
        Socket socket = keep(new Socket("127.0.0.1", port()));
        CompletableFuture<Socket> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(new TestTls().client(socket));
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    @Test
    void needsNoKeysBeforeSomebodyNeedsThem() throws Exception {
        ready.countDown();
        join();
        assertThat(opened).hasValue(0);

        handshake();
        handshake();
        join();
        assertThat(opened).hasValue(1);
    }

    @Test
    void keepsNoPlainClientWaitingForTheKeys() throws Exception {
        List<CompletableFuture<Socket>> early = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_THREADS; i++) {
            early.add(handshakeInTheBackground());
        }
        await().atMost(Deadlines.GENEROUS).until(() -> opened.get() == 1);

        Joined plain = join();
        deliver(outlet(plain), "at once", 0);
        assertThat(plain.client().readText()).isEqualTo("at once");
        assertThat(early).noneMatch(CompletableFuture::isDone);

        ready.countDown();
        for (CompletableFuture<Socket> each : early) {
            joined(keep(RawClient.connect(each.get(60, TimeUnit.SECONDS), FEED)));
        }
        assertThat(opened).hasValue(1);
    }

    @Test
    void servesPlainClientsWhenItsKeysCannotBeUsedAndTriesThemAgain() throws Exception {
        broken = true;
        ready.countDown();
        assertThatThrownBy(this::handshake).isInstanceOf(IOException.class);
        join();

        broken = false;
        await().atMost(Deadlines.GENEROUS)
                .ignoreExceptions()
                .until(() -> handshake().isConnected());
        assertThat(opened).hasValue(2);
    }

    @Test
    void makesNobodyWaitForEverForKeysThatCannotBeRead() throws Exception {
        Timing soon = new Timing(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMillis(50));
        start(options -> options.withTls(Optional.of(this::keys)).withTiming(soon));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::handshake).isInstanceOf(IOException.class);
        }
        assertThat(opened).as("threads that wait for the file system").hasValue(1);
        join();

        ready.countDown();
        await().atMost(Deadlines.GENEROUS)
                .ignoreExceptions()
                .until(() -> handshake().isConnected());
        assertThat(opened).hasValue(1);
    }

    /** As when the classes of another bundle are gone for a moment. */
    @Test
    void takesAnErrorForAFailureToo() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(TlsOnDemand.class);
        log.start();
        logger.addAppender(log);
        keep(() -> logger.detachAppender(log));
        AtomicInteger tried = new AtomicInteger();
        ServerKeys swapped = () -> {
            tried.incrementAndGet();
            throw new NoClassDefFoundError("swapped");
        };
        Timing seldom = new Timing(Duration.ZERO, Duration.ofSeconds(5), HANDSHAKE, Duration.ofMinutes(10));
        start(options -> options.withTls(Optional.of(swapped)).withTiming(seldom));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::handshake).isInstanceOf(IOException.class);
        }

        join();
        assertThat(tried).as("not again before it is time").hasValue(1);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("wss:// cannot be served, ws:// is: java.lang.NoClassDefFoundError: swapped");
    }

    @Test
    void canStopWhileItsKeysAreAwaited() throws Exception {
        CompletableFuture<Socket> early = handshakeInTheBackground();
        await().atMost(Deadlines.GENEROUS).until(() -> opened.get() == 1);

        transport().stop(ENDING);

        assertThatThrownBy(() -> early.get(60, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        ready.countDown();
    }
}
