// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.testkit.Deadlines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the thread bears that serves all clients, and what becomes of them when it bears no more. */
@Timeout(60)
class ControlLoopTest {
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private ControlLoop loop;
    private Pipe pipe;

    @BeforeEach
    void start() throws IOException {
        loop = new ControlLoop(deaths::incrementAndGet);
        loop.start();
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        loop.close();
        pipe.source().close();
        pipe.sink().close();
    }

    @Test
    void goesOnAfterATaskThatThrewAnError() {
        loop.execute(() -> {
            throw new StackOverflowError("thrown by the test");
        });

        assertThatItWorks();
        loop.close();
        assertThat(deaths).hasValue(0);
    }

    @Test
    void handsTheCallerWhatItsTaskThrew() {
        assertThatThrownBy(() -> loop.call(() -> {
                    throw new InternalError("thrown by the test");
                }))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InternalError.class);
        assertThatItWorks();
    }

    @Test
    void tellsAChannelWhatItHasThrown() throws IOException {
        register();
        pipe.sink().write(ByteBuffer.allocate(1));

        await().atMost(Deadlines.GENEROUS).until(() -> failure.get() instanceof NoClassDefFoundError);
        assertThatItWorks();
    }

    @Test
    void saysThatItHasDiedAndLeavesTheRestToItsCallers() throws IOException {
        SelectionKey key = register();
        loop.call(() -> {
            try {
                key.selector().close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        await().atMost(Deadlines.GENEROUS).until(() -> deaths.get() == 1);
        assertThatItWorks();
    }

    private SelectionKey register() {
        AtomicReference<SelectionKey> key = new AtomicReference<>();
        loop.call(() -> {
            try {
                key.set(loop.register(pipe.source(), SelectionKey.OP_READ, new Failing()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        return key.get();
    }

    private void assertThatItWorks() {
        AtomicInteger calls = new AtomicInteger();
        loop.call(calls::incrementAndGet);
        assertThat(calls).hasValue(1);
    }

    /** Takes what there is and throws. */
    private final class Failing implements ControlLoop.Ready {
        @Override
        public void ready(SelectionKey key) {
            key.interestOps(0);
            throw new NoClassDefFoundError("thrown by the test");
        }

        @Override
        public void failed(Throwable cause) {
            failure.set(cause);
        }
    }
}
