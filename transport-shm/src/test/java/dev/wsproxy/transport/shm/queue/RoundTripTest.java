// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static dev.wsproxy.transport.shm.queue.QueueFixture.SLOT_0;
import static dev.wsproxy.transport.shm.queue.QueueFixture.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        GenerationWriter writer = queue.writer(QueueFixture.patient(8 * MIB));
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
        GenerationWriter writer = queue.writer(QueueFixture.patient(64 * MIB));
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
        GenerationWriter writer = queue.writer(QueueFixture.patient(2 * MIB));
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

    @Test
    void tellsWhetherThereIsMoreWithoutTakingIt() {
        GenerationWriter writer = queue.writer(QueueFixture.patient(8 * MIB));
        GenerationReader reader = queue.reader(writer, 0);
        assertThat(reader.hasMore()).isFalse();

        append(writer, RecordKind.TEXT, SLOT_0, ByteBuffer.wrap(new byte[] {1}));
        append(writer, RecordKind.TEXT, SLOT_0, ByteBuffer.wrap(new byte[] {2}));

        assertThat(reader.hasMore()).isTrue();
        assertThat(reader.hasMore()).isTrue();
        Received received = new Received();
        assertThat(reader.poll(received, 1)).isEqualTo(1);
        assertThat(received.messages.get(0).payload()).containsExactly(1);
        assertThat(reader.hasMore()).isTrue();
        received.drain(reader);
        assertThat(received.messages.get(1).payload()).containsExactly(2);
        assertThat(reader.hasMore()).isFalse();
    }

    @Test
    void hasMoreAtTheEndOfAGenerationThatContinues() {
        GenerationWriter writer = queue.writer(QueueFixture.patient(2 * MIB));
        GenerationReader reader = queue.reader(writer, 0);
        ByteBuffer payload = ByteBuffer.allocate(1_000);
        while (writer.position(0).generation() == 1) {
            append(writer, RecordKind.TEXT, SLOT_0, payload);
        }
        Received received = new Received();
        int polls = 0;
        while (reader.hasMore()) {
            assertThat(reader.poll(received, 1)).isEqualTo(1);
            polls++;
        }
        assertThat(received.messages).hasSize((int) writer.addressed(0));
        // and CONTINUE, the step to the next generation, and its START
        assertThat(polls).isEqualTo(received.messages.size() + 3);
    }

    @Test
    void goesOnAfterAHandlerThatThrows() {
        GenerationWriter writer = queue.writer(QueueFixture.patient(8 * MIB));
        GenerationReader reader = queue.reader(writer, 0);
        append(writer, RecordKind.TEXT, SLOT_0, ByteBuffer.wrap(new byte[] {1}));
        append(writer, RecordKind.TEXT, SLOT_0, ByteBuffer.wrap(new byte[] {2}));
        RecordHandler throwing = new Throwing();

        assertThatThrownBy(() -> reader.poll(throwing, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("refused");

        Received received = new Received().drain(reader);
        assertThat(received.messages)
                .singleElement()
                .satisfies(message -> assertThat(message.payload()).containsExactly(2));
    }

    @Test
    void handsOutAReadOnlyBigEndianViewWhateverTheHandlerDoesToIt() {
        GenerationWriter writer = queue.writer(QueueFixture.patient(8 * MIB));
        GenerationReader reader = queue.reader(writer, 0);
        for (int i = 0; i < 3; i++) {
            append(writer, RecordKind.BINARY, SLOT_0, ByteBuffer.allocate(8).putLong(0, i));
        }
        Meddling handler = new Meddling();
        reader.poll(handler, 10);

        assertThat(handler.numbers).containsExactly(0L, 1L, 2L);
    }

    private static final class Throwing implements RecordHandler {
        @Override
        public void onRecord(DataRecord record) {
            throw new IllegalArgumentException("refused");
        }

        @Override
        public void onGap(Gap gap) {
            throw new AssertionError(gap.toString());
        }
    }

    private static final class Meddling implements RecordHandler {
        final List<Long> numbers = new ArrayList<>();

        @Override
        public void onRecord(DataRecord record) {
            ByteBuffer payload = record.payload();
            assertThat(payload.isReadOnly()).isTrue();
            assertThat(payload.isDirect()).isTrue();
            numbers.add(payload.getLong());
            payload.clear().order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void onGap(Gap gap) {
            throw new AssertionError(gap.toString());
        }
    }
}
