// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static dev.wsproxy.transport.shm.queue.QueueFixture.SLOT_0;
import static dev.wsproxy.transport.shm.queue.QueueFixture.append;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriterStateTest {
    private final QueueFixture queue = new QueueFixture();
    private final GenerationWriter writer = queue.writer(QueueFixture.patient(4 * MIB));
    private final ByteBuffer payload = ByteBuffer.allocate(1_000);

    @AfterEach
    void close() throws IOException {
        queue.close();
    }

    @Test
    void mayBeCalledFromChangingThreadsUnderALock() throws Exception {
        GenerationReader reader = queue.reader(writer, 0);
        Received received = new Received();
        ExecutorService one = Executors.newSingleThreadExecutor();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (long i = 0; i < 4_000; i++) {
                payload.putLong(0, i);
                ExecutorService writes = i % 2 == 0 ? one : other;
                assertThat(writes.submit(() -> append(writer, RecordKind.TEXT, SLOT_0, payload))
                                .get())
                        .isEqualTo(AppendResult.OK);
                ExecutorService reads = i % 3 == 0 ? one : other;
                reads.submit(() -> reader.poll(received, 10)).get();
            }
        } finally {
            one.shutdown();
            other.shutdown();
        }
        received.drain(reader);
        assertThat(writer.position(0).generation()).isGreaterThan(5);
        assertThat(received.messages).hasSize(4_000);
        assertThat(received.gaps).isEmpty();
    }

    @Test
    void failsForGoodWhenChronicleDoes() throws Exception {
        GenerationWriter other = GenerationWriter.create(
                queue.root.resolve("other"), QueueFixture.patient(4 * MIB), () -> 1, queue.maintenance);
        Path generation = queue.directory.resolve("g00000001");
        SingleChronicleQueue intruder = ChronicleQueues.create(generation, 1 << 20);
        try (ExcerptAppender appender = intruder.createAppender();
                DocumentContext holdsTheLock = appender.writingDocument()) {
            assertThat(append(writer, RecordKind.TEXT, SLOT_0, payload)).isEqualTo(AppendResult.FAILED);
            holdsTheLock.rollbackOnClose();
        }
        intruder.close();

        assertThat(writer.failure())
                .hasValueSatisfying(failure -> assertThat(failure)
                        .startsWith("the queue in " + queue.directory + " is unusable: ")
                        .contains("Couldn't acquire write lock"));
        assertThat(append(writer, RecordKind.TEXT, SLOT_0, payload)).isEqualTo(AppendResult.FAILED);
        assertThat(append(other, RecordKind.TEXT, SLOT_0, payload)).isEqualTo(AppendResult.OK);
        other.close();
    }

    @Test
    void leavesAnInterruptOfItsThreadAlone() {
        GenerationReader reader = queue.reader(writer, 0);
        Received received = new Received();
        Thread.currentThread().interrupt();
        while (writer.position(0).generation() < 3) {
            append(writer, RecordKind.TEXT, SLOT_0, payload);
            reader.poll(received, 10);
        }
        received.drain(reader);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(received.messages.size() + received.missed()).isEqualTo(writer.addressed(0));
    }

    @Test
    void namesWhatIsWrongWithAnArgument() {
        assertThatThrownBy(() -> append(writer, RecordKind.CONTINUE, SLOT_0, payload))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a message or its flags are out of 0 to 127: kind=CONTINUE, flags=0");
        assertThatThrownBy(() -> writer.append(RecordKind.TEXT, 128, 0, 0, SLOT_0, 1, payload))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a message or its flags are out of 0 to 127: kind=TEXT, flags=128");
        assertThatThrownBy(() -> append(writer, RecordKind.TEXT, new long[129], payload))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("too many slots for a queue of this bound: recipientWords=129, at most 128,"
                        + " boundBytes=4194304");
        assertThat(append(writer, RecordKind.TEXT, SLOT_0, payload)).isEqualTo(AppendResult.OK);
    }

    @Test
    void holdsAsManySlotsAsItSays() {
        GenerationReader last = queue.reader(writer, 128 * 64 - 1);
        long[] everybody = new long[128];
        Arrays.fill(everybody, -1);
        Received received = new Received();
        for (int i = 0; i < 1_000; i++) {
            assertThat(append(writer, RecordKind.TEXT, everybody, payload)).isEqualTo(AppendResult.OK);
            received.drain(last);
        }

        assertThat(writer.position(0).generation()).isGreaterThan(3);
        assertThat(received.messages).hasSize(1_000);
        assertThat(writer.position(128 * 64 - 1).messages()).isEqualTo(1_000);
    }

    @Test
    void keepsNoMoreThanItsOpenGenerationsMapped() throws Exception {
        GenerationReader reader = queue.reader(writer, 0);
        Received received = new Received();
        while (writer.position(0).generation() < 100) {
            append(writer, RecordKind.TEXT, SLOT_0, payload);
            received.drain(reader);
            received.messages.clear();
        }
        writer.reclaim();

        // current and prepared one of the writer, current and next one of the reader: data and table each
        Awaitility.await().until(() -> mappings() <= 16);
    }

    @Test
    void keepsNothingMappedOfAGenerationThatCouldNotBeAnnounced() throws Exception {
        Path second = Files.createDirectories(queue.directory.resolve("g00000002"));
        Files.createFile(second.resolve("ready"));
        while (writer.position(0).generation() == 1) {
            append(writer, RecordKind.TEXT, SLOT_0, payload);
        }

        assertThat(writer.position(0).generation()).as("the second one failed").isEqualTo(3);
        ChronicleQueues.unmapClosed();
        assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain(queue.directory + "/deleted-2");
    }

    @Test
    void keepsNothingMappedOfAQueueThatCannotBeReadFromThere() throws Exception {
        JoinPosition position = writer.position(0);
        JoinPosition beyond =
                new JoinPosition(position.generation(), position.index() + 5, position.sequence(), 0, 0, 0, 0);
        long before = mappings();

        assertThatThrownBy(() -> queue.reader(beyond, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has no record");
        ChronicleQueues.unmapClosed();
        assertThat(mappings()).isEqualTo(before);
    }

    private long mappings() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(queue.directory.toString()))
                    .count();
        }
    }
}
