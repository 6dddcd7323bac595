// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OvertakenReaderTest {
    private static final long SLOT_0 = 1;
    private static final long SLOT_1 = 2;

    private final QueueFixture queue = new QueueFixture();
    private final GenerationWriter writer = queue.writer(QueueFixture.patient(2 * MIB));
    private final SentLog sent = new SentLog(writer);

    @AfterEach
    void close() throws IOException {
        queue.close();
    }

    @Test
    void learnsExactlyHowManyOfItsOwnMessagesItMissed() {
        GenerationReader reader = queue.reader(writer, 0);
        for (int i = 0; i < 10_000; i++) {
            assertThat(sent.append(RecordKind.TEXT, 500, i % 3 == 0 ? SLOT_0 : SLOT_1))
                    .isEqualTo(AppendResult.OK);
        }

        Received received = new Received().drain(reader);

        assertThat(received.gaps).isNotEmpty();
        assertThat(received.missed()).isPositive();
        assertThat(received.messages.size() + received.missed()).isEqualTo(sent.count(0));
        sent.assertAccountedFor(0, received);
    }

    @Test
    void hearsOfNoGapWhenNothingOfItsOwnWasMissed() {
        GenerationReader reader = queue.reader(writer, 0);
        sent.append(RecordKind.TEXT, 8, SLOT_0);
        for (int i = 0; i < 10_000; i++) {
            sent.append(RecordKind.TEXT, 500, SLOT_1);
        }
        sent.append(RecordKind.TEXT, 8, SLOT_0);

        Received received = new Received().drain(reader);

        assertThat(received.gaps).isEmpty();
        assertThat(received.messages).hasSize(2);
        assertThat(reader.nextSequence()).isEqualTo(writer.position(0).sequence());
    }

    @Test
    void countsMissedEventsApartFromMissedMessages() {
        GenerationReader reader = queue.reader(writer, 0);
        for (int i = 0; i < 10_000; i++) {
            sent.append(i % 10 == 0 ? RecordKind.EVENT : RecordKind.BINARY, 500, SLOT_0);
        }

        Received received = new Received().drain(reader);

        assertThat(received.gaps)
                .isNotEmpty()
                .allSatisfy(gap -> assertThat(gap.events()).isBetween(gap.messages() / 10, gap.messages() / 8));
        sent.assertAccountedFor(0, received);
    }

    @Test
    void neverGetsTheTailOfAMessageWhoseBeginningItMissed() {
        GenerationReader reader = queue.reader(writer, 0);
        // Ten pieces each, longer than a generation: every generation starts inside a message.
        for (int i = 0; i < 30; i++) {
            sent.append(RecordKind.TEXT, 300_000, SLOT_0);
        }

        Received received = new Received().drain(reader);

        assertThat(received.gaps).isNotEmpty();
        sent.assertAccountedFor(0, received);
    }

    @Test
    void countsAMessageAsMissedWhenOvertakenInsideIt() {
        GenerationReader reader = queue.reader(writer, 0);
        Received received = new Received();
        sent.append(RecordKind.TEXT, 300_000, SLOT_0);
        while (received.records < 3) {
            reader.poll(received, 1);
        }
        for (int i = 0; i < 30; i++) {
            sent.append(RecordKind.TEXT, 300_000, SLOT_0);
        }

        received.drain(reader);

        assertThat(received.messages.get(0).number()).isPositive();
        sent.assertAccountedFor(0, received);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void accountsForEverythingHoweverItIsOvertaken(long seed) {
        Random random = new Random(seed);
        GenerationReader[] readers = {queue.reader(writer, 0), queue.reader(writer, 1), queue.reader(writer, 130)};
        Received[] received = {new Received(), new Received(), new Received()};
        for (int i = 0; i < 4_000; i++) {
            sent.append(kind(random), length(random), random.nextLong(), 0, random.nextInt(8));
            for (int r = 0; r < readers.length; r++) {
                if (random.nextInt(1 + 400 * r) == 0) {
                    readers[r].poll(received[r], 1 + random.nextInt(200));
                }
            }
        }
        for (int r = 0; r < readers.length; r++) {
            sent.assertAccountedFor(r == 2 ? 130 : r, received[r].drain(readers[r]));
        }
        assertThat(received[2].gaps).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 101, 102, 103})
    void accountsForEverythingAlsoWhereTheWriterNeverWaits(long seed) throws IOException {
        Random random = new Random(seed);
        QueueOptions hasty = new QueueOptions(MIB, 64 * 1024, 1 << 20, Duration.ZERO, Overflow.OVERTAKE);
        try (GenerationWriter hastyWriter =
                GenerationWriter.create(queue.root.resolve("hasty"), hasty, () -> 1, queue.maintenance)) {
            SentLog log = new SentLog(hastyWriter);
            GenerationReader reader = GenerationReader.open(
                    queue.root.resolve("hasty"), hastyWriter.position(0), 0, generation -> {}, queue.maintenance);
            Received received = new Received();
            for (int i = 0; i < 3_000; i++) {
                log.append(kind(random), length(random), random.nextLong());
                if (random.nextInt(50) == 0) {
                    reader.poll(received, 1 + random.nextInt(200));
                }
            }
            // What was lost last is told where the next generation starts.
            long last = hastyWriter.position(0).generation();
            while (hastyWriter.position(0).generation() < last + 2) {
                log.append(RecordKind.TEXT, 1_000, 0);
            }
            log.assertAccountedFor(0, received.drain(reader));
            assertThat(hastyWriter.lostMessages(0)).isPositive();
            reader.close();
        }
    }

    private static RecordKind kind(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> RecordKind.EVENT;
            case 1 -> RecordKind.BINARY;
            default -> RecordKind.TEXT;
        };
    }

    private static int length(Random random) {
        return Long.BYTES + random.nextInt(random.nextInt(50) == 0 ? 400_000 : 2_000);
    }
}
