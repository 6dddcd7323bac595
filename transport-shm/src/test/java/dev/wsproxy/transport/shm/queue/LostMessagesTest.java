// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The next generation is late: its preparation runs when the test says so. */
class LostMessagesTest {
    private static final long SLOT_0 = 1;
    private static final QueueOptions OPTIONS =
            new QueueOptions(2 * MIB, 256 * 1024, 32 * 1024, Duration.ofMillis(1), Overflow.OVERTAKE);

    private final QueueFixture queue = new QueueFixture();
    private final LateExecutor late = new LateExecutor();
    private final Path directory = queue.directory;
    private final GenerationWriter writer = create();
    private final SentLog sent = new SentLog(writer);
    private final GenerationReader reader = queue.reader(writer, 0);

    private GenerationWriter create() {
        try {
            return GenerationWriter.create(directory, OPTIONS, () -> ReaderPositions.NO_READER, late);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        writer.close();
        late.runAll();
        queue.close();
    }

    @Test
    void countsWhatFoundNoRoomAsMissed() {
        int refused = 0;
        for (int i = 0; i < 1_000; i++) {
            refused += sent.append(RecordKind.TEXT, 500, SLOT_0) == AppendResult.LOST ? 1 : 0;
        }
        late.runAll();
        assertThat(sent.append(RecordKind.TEXT, 500, SLOT_0)).isEqualTo(AppendResult.OK);

        Received received = new Received().drain(reader);

        assertThat(refused).isBetween(400, 600);
        assertThat(writer.lostMessages(0)).isEqualTo(refused);
        assertThat(received.missed()).isEqualTo(refused);
        assertThat(received.gaps).hasSize(1);
        sent.assertAccountedFor(0, received);
    }

    @Test
    void accountsForAMessageThatWasGivenUpInside() {
        assertThat(sent.append(RecordKind.TEXT, 50_000, SLOT_0)).isEqualTo(AppendResult.OK);
        assertThat(sent.append(RecordKind.TEXT, 400_000, SLOT_0)).isEqualTo(AppendResult.LOST);
        late.runAll();
        assertThat(sent.append(RecordKind.TEXT, 50_000, SLOT_0)).isEqualTo(AppendResult.OK);

        Received received = new Received().drain(reader);

        assertThat(received.messages).hasSize(2);
        assertThat(received.gaps).containsExactly(new Gap(1, 0, 1, 0, 9, 9));
        sent.assertAccountedFor(0, received);
    }

    @Test
    void letsNoSmallerMessageSlipInBehindOneThatWasLost() {
        assertThat(sent.append(RecordKind.TEXT, 50_000, SLOT_0)).isEqualTo(AppendResult.OK);
        assertThat(sent.append(RecordKind.TEXT, 400_000, SLOT_0)).isEqualTo(AppendResult.LOST);
        assertThat(sent.append(RecordKind.TEXT, 8, SLOT_0)).isEqualTo(AppendResult.LOST);
        late.runAll();
        assertThat(sent.append(RecordKind.TEXT, 8, SLOT_0)).isEqualTo(AppendResult.OK);

        Received received = new Received().drain(reader);

        assertThat(received.messages).hasSize(2);
        assertThat(received.missed()).isEqualTo(2);
        sent.assertAccountedFor(0, received);
    }

    @Test
    void tellsALossBeforeThereIsRoomAgainAndNotTwice() {
        for (int i = 0; i < 1_000; i++) {
            sent.append(RecordKind.TEXT, 500, SLOT_0);
        }
        long first = writer.lostMessages(0);
        Received received = drainAndTellLost();

        assertThat(first).isPositive();
        assertThat(writer.isFull()).isTrue();
        assertThat(writer.isStarved()).isTrue();
        assertThat(received.gaps).hasSize(1);
        assertThat(received.gaps.get(0).lostMessages()).isEqualTo(first);
        assertThat(received.gaps.get(0).lastSequence()).isEqualTo(Gap.UNKNOWN);
        assertThat(received.messages.size() + received.missed()).isEqualTo(1_000);

        sent.append(RecordKind.EVENT, 500, SLOT_0);
        received.drain(reader);
        reader.lost(received, first, 0);
        assertThat(received.gaps).as("what was told before").hasSize(1);
        late.runAll();
        sent.append(RecordKind.TEXT, 500, SLOT_0);
        received.drain(reader);

        assertThat(writer.isFull()).isFalse();
        assertThat(writer.isStarved()).isFalse();
        assertThat(received.gaps).hasSize(2);
        assertThat(received.gaps.get(1).messages()).isZero();
        assertThat(received.gaps.get(1).events()).isEqualTo(1);
        assertThat(received.gaps.get(1).lostEvents()).isEqualTo(1);
    }

    @Test
    void tellsOfAMessageThatWasGivenUpInsideBeforeThereIsRoomAgain() {
        sent.append(RecordKind.TEXT, 50_000, SLOT_0);
        sent.append(RecordKind.TEXT, 400_000, SLOT_0);
        Received received = drainAndTellLost();
        late.runAll();
        sent.append(RecordKind.TEXT, 50_000, SLOT_0);
        received.drain(reader);

        assertThat(received.messages).hasSize(2);
        assertThat(received.gaps).containsExactly(new Gap(1, 0, 1, 0, 9, Gap.UNKNOWN));
    }

    @Test
    void tellsWhatWasLostApartFromWhatWasOverwritten() throws Exception {
        GenerationReader slow = queue.reader(writer, 0);
        int total = 0;
        for (int round = 0; round < 20; round++, total += 1_000) {
            for (int i = 0; i < 1_000; i++) {
                sent.append(RecordKind.TEXT, 500, SLOT_0);
            }
            late.runAll();
        }
        sent.append(RecordKind.TEXT, 500, SLOT_0);

        Received received = new Received().drain(slow);

        long lost = received.gaps.stream().mapToLong(Gap::lostMessages).sum();
        long overwritten = received.gaps.stream()
                .mapToLong(gap -> gap.messages() - gap.lostMessages())
                .sum();
        assertThat(lost).isEqualTo(writer.lostMessages(0));
        assertThat(overwritten).isPositive();
        assertThat(received.messages.size() + lost + overwritten).isEqualTo(total + 1);
    }

    private Received drainAndTellLost() {
        long messages = writer.lostMessages(0);
        long events = writer.lostEvents(0);
        Received received = new Received().drain(reader);
        reader.lost(received, messages, events);
        return received;
    }

    @Test
    void startsAReaderThatJoinsMeanwhileBehindTheLoss() {
        while (sent.append(RecordKind.TEXT, 500, SLOT_0) == AppendResult.OK) {
            // until the generation is full
        }
        GenerationReader joiner = queue.reader(writer, 0);
        sent.append(RecordKind.TEXT, 500, SLOT_0);
        late.runAll();
        sent.append(RecordKind.TEXT, 500, SLOT_0);

        Received received = new Received().drain(joiner);

        assertThat(received.messages).hasSize(1);
        assertThat(received.missed()).isEqualTo(1);
    }

    @Test
    void waitsLongerForMemoryForALongMessage() throws IOException {
        Thread writing = Thread.currentThread();
        AtomicBoolean first = new AtomicBoolean(true);
        Executor whenWaitedFor = task -> {
            if (first.getAndSet(false)) {
                new Thread(() -> {
                            await().until(() -> writing.getState() == Thread.State.TIMED_WAITING);
                            task.run();
                        })
                        .start();
            } else {
                task.run();
            }
        };
        QueueOptions impatient = new QueueOptions(512 * MIB, MIB, (int) MIB, Duration.ZERO, Overflow.OVERTAKE);
        try (GenerationWriter other = GenerationWriter.create(
                queue.root.resolve("other"), impatient, () -> ReaderPositions.NO_READER, whenWaitedFor)) {
            assertThat(new SentLog(other).append(RecordKind.TEXT, 32 << 20, SLOT_0))
                    .isEqualTo(AppendResult.OK);
        }
    }

    private static final class LateExecutor implements Executor {
        final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void runAll() {
            while (!tasks.isEmpty()) {
                tasks.poll().run();
            }
        }
    }
}
