// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackpressureTest {
    private static final long SLOT_0 = 1;

    private final QueueFixture queue = new QueueFixture();
    private final GenerationWriter writer = queue.writer(QueueOptions.request(2 * MIB));
    private final SentLog sent = new SentLog(writer);
    private final GenerationReader reader = queue.reader(writer, 0);

    @AfterEach
    void close() throws IOException {
        queue.close();
    }

    @Test
    void refusesWhatTheReaderHasLeftNoRoomForAndLosesNothing() throws Exception {
        int accepted = fill(1_000);

        assertThat(accepted).isGreaterThan(1_000);
        assertThat(queue.usedBytes()).isLessThanOrEqualTo(2 * MIB);
        long sequence = writer.position(0).sequence();
        assertThat(sent.append(RecordKind.TEXT, 1_000, SLOT_0)).isEqualTo(AppendResult.BACKPRESSURED);
        assertThat(writer.position(0).sequence()).isEqualTo(sequence);
        assertThat(writer.position(0).messages()).isEqualTo(accepted);
        assertThat(writer.lostMessages(0)).isZero();
        Received received = new Received().drain(reader);
        assertThat(received.gaps).isEmpty();
        assertThat(received.messages).hasSize(accepted);
    }

    @Test
    void acceptsAgainWhenTheReaderHasCaughtUp() {
        fill(1_000);
        Received received = new Received().drain(reader);
        int before = received.messages.size();

        Awaitility.await().until(() -> sent.append(RecordKind.TEXT, 1_000, SLOT_0) == AppendResult.OK);

        received.drain(reader);
        assertThat(received.messages).hasSize(before + 1);
        assertThat(received.gaps).isEmpty();
    }

    @Test
    void deliversEveryAcceptedMessageInOrderUnderConstantPressure() {
        Random random = new Random(7);
        Received received = new Received();
        int accepted = 0;
        int refused = 0;
        long lastAccepted = -1;
        for (int i = 0; i < 20_000; i++) {
            int length = Long.BYTES + random.nextInt(random.nextInt(100) == 0 ? 300_000 : 2_000);
            if (sent.append(RecordKind.BINARY, length, SLOT_0) == AppendResult.OK) {
                accepted++;
                lastAccepted = i;
            } else {
                refused++;
                reader.poll(received, 200);
            }
        }
        received.drain(reader);

        assertThat(refused).isPositive();
        assertThat(received.gaps).isEmpty();
        assertThat(received.messages).hasSize(accepted);
        assertThat(received.messages.get(accepted - 1).number()).isEqualTo(lastAccepted);
        for (int i = 1; i < accepted; i++) {
            assertThat(received.messages.get(i).number())
                    .isGreaterThan(received.messages.get(i - 1).number());
        }
    }

    @Test
    void takesALongMessageAsAWholeOrNotAtAll() {
        Received received = new Received();
        int accepted = 0;
        while (sent.append(RecordKind.TEXT, 700_000, SLOT_0) == AppendResult.OK) {
            accepted++;
        }
        received.drain(reader);

        assertThat(accepted).isPositive();
        assertThat(received.messages).hasSize(accepted);
        assertThat(received.gaps).isEmpty();
        Awaitility.await().until(() -> sent.append(RecordKind.TEXT, 700_000, SLOT_0) == AppendResult.OK);
        assertThat(received.drain(reader).messages).hasSize(accepted + 1);
    }

    @Test
    void namesTheBoundWhenAMessageCouldNeverBeHeld() {
        assertThatThrownBy(() -> sent.append(RecordKind.TEXT, 1 << 20, SLOT_0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a message of 1048576 bytes is too long for a queue bounded at 2097152 bytes:"
                        + " raise the bound or send less at once");
        assertThat(sent.append(RecordKind.TEXT, 1_000, SLOT_0)).isEqualTo(AppendResult.OK);
    }

    private int fill(int length) {
        int accepted = 0;
        while (sent.append(RecordKind.TEXT, length, SLOT_0) == AppendResult.OK) {
            accepted++;
        }
        return accepted;
    }
}
