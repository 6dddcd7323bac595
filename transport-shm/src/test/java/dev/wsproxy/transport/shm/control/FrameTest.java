// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameTest {
    private static final int LIMIT = 100_000;

    private Pipe pipe;
    private final FrameWriter writer = new FrameWriter(2 * LIMIT);
    private final FrameReader reader = new FrameReader(LIMIT);

    @BeforeEach
    void open() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
    }

    @AfterEach
    void close() throws IOException {
        pipe.source().close();
        pipe.sink().close();
    }

    @Test
    void carriesMessagesOfAnyLengthThroughAChannelThatTakesLittleAtATime() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            byte[] message = new byte[1 + random.nextInt(LIMIT)];
            random.nextBytes(message);
            assertThat(writer.offer(ByteBuffer.wrap(message))).isTrue();
            boolean flushed = false;
            while (reader.peek() == null || !flushed) {
                flushed = writer.flush(pipe.sink());
                assertThat(reader.receive(pipe.source())).isTrue();
            }

            assertThat(Objects.requireNonNull(reader.peek()).compareTo(ByteBuffer.wrap(message)))
                    .isZero();
            reader.remove();
            assertThat(reader.peek()).isNull();
        }
    }

    @Test
    void takesNoMoreThanItsBound() throws Exception {
        ByteBuffer half = ByteBuffer.allocate(LIMIT - 4);
        assertThat(writer.offer(half)).isTrue();
        assertThat(writer.offer(half)).isTrue();
        assertThat(writer.offer(ByteBuffer.allocate(1))).isFalse();
        while (!writer.flush(pipe.sink())) {
            reader.receive(pipe.source());
            while (reader.peek() != null) {
                reader.remove();
            }
        }

        assertThat(writer.isEmpty()).isTrue();
        assertThat(writer.offer(half)).isTrue();
    }

    @Test
    void refusesALengthThatIsOutOfRange() throws Exception {
        for (int length : new int[] {0, -1, LIMIT + 1}) {
            FrameReader victim = new FrameReader(LIMIT);
            pipe.sink()
                    .write(ByteBuffer.allocate(4)
                            .putInt(Integer.reverseBytes(length))
                            .flip());
            victim.receive(pipe.source());

            assertThatThrownBy(victim::peek)
                    .isInstanceOf(WireException.class)
                    .hasMessage("a message on the control socket has 1 to 100000 bytes, not "
                            + Integer.toUnsignedString(length));
        }
    }

    @Test
    void keepsWhatCameBeforeTheEndOfTheStream() throws Exception {
        writer.offer(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        writer.flush(pipe.sink());
        pipe.sink().close();

        assertThat(reader.receive(pipe.source())).isFalse();
        assertThat(reader.peek()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }
}
