// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static dev.wsproxy.transport.shm.queue.QueueFixture.SLOT_0;
import static dev.wsproxy.transport.shm.queue.QueueFixture.append;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {
    private final QueueFixture queue = new QueueFixture();

    @AfterEach
    void close() throws Exception {
        queue.close();
    }

    @Test
    void deliversAMessageWithAllItsFields() {
        GenerationWriter writer = queue.writer(QueueOptions.data(8 * MIB));
        GenerationReader reader = queue.reader(writer, 0);
        ByteBuffer text = ByteBuffer.wrap("{\"T\":\"t\"} é".getBytes(StandardCharsets.UTF_8));

        assertThat(writer.append(RecordKind.TEXT, 5, 123, 456, SLOT_0, 1, text)).isEqualTo(AppendResult.OK);

        Received received = new Received().drain(reader);
        assertThat(text.remaining()).isEqualTo(text.capacity());
        assertThat(received.messages).singleElement().satisfies(message -> {
            assertThat(message.kind()).isEqualTo(RecordKind.TEXT);
            assertThat(message.flags()).isEqualTo(5);
            assertThat(message.sequence()).isEqualTo(1);
            assertThat(message.receivedNs()).isEqualTo(123);
            assertThat(message.receivedEpochNs()).isEqualTo(456);
            assertThat(message.payload()).isEqualTo(text.array());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 1000, 131_072, 131_073, 1_000_000, 16 << 20})
    void deliversMessagesOfAnyLength(int length) {
        GenerationWriter writer = queue.writer(QueueOptions.data(64 * MIB));
        GenerationReader reader = queue.reader(writer, 0);
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);

        assertThat(append(writer, RecordKind.BINARY, SLOT_0, ByteBuffer.wrap(payload)))
                .isEqualTo(AppendResult.OK);
        assertThat(append(writer, RecordKind.TEXT, SLOT_0, ByteBuffer.wrap(new byte[] {7})))
                .isEqualTo(AppendResult.OK);

        Received received = new Received().drain(reader);
        assertThat(received.gaps).isEmpty();
        assertThat(received.messages).hasSize(2);
        assertThat(received.messages.get(0).payload()).isEqualTo(payload);
        assertThat(received.messages.get(1).payload()).containsExactly(7);
    }

    @Test
    void keepsTheOrderThroughManyGenerations() {
        GenerationWriter writer = queue.writer(QueueOptions.data(2 * MIB));
        GenerationReader reader = queue.reader(writer, 0);
        Received received = new Received();
        ByteBuffer payload = ByteBuffer.allocateDirect(1000);
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            assertThat(append(writer, RecordKind.TEXT, SLOT_0, payload.putLong(0, i)))
                    .isEqualTo(AppendResult.OK);
            if (i % 100 == 0) {
                received.drain(reader);
            }
        }
        received.drain(reader);

        assertThat(writer.position(0).generation()).isGreaterThan(30);
        assertThat(received.gaps).isEmpty();
        assertThat(received.messages).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(received.messages.get(i).number()).isEqualTo(i);
            assertThat(received.messages.get(i).sequence()).isEqualTo(i + 1);
        }
    }
}
