// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JoiningReaderTest {
    private static final long SLOT_0 = 1;

    private final QueueFixture queue = new QueueFixture();
    private final GenerationWriter writer = queue.writer(QueueFixture.patient(4 * MIB));
    private final SentLog sent = new SentLog(writer);

    @AfterEach
    void close() throws IOException {
        queue.close();
    }

    @Test
    void getsEverythingAppendedAfterItsPositionAndNothingBefore() {
        List<GenerationReader> joiners = new ArrayList<>();
        List<Long> firstNumbers = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            if (i % 500 == 0) {
                joiners.add(queue.reader(writer, 0));
                firstNumbers.add((long) i);
            }
            sent.append(RecordKind.TEXT, 700, SLOT_0);
        }
        for (int j = 0; j < joiners.size(); j++) {
            Received received = new Received().drain(joiners.get(j));

            assertThat(received.gaps).isEmpty();
            assertThat(received.messages).hasSize(3_000 - firstNumbers.get(j).intValue());
            assertThat(received.messages.get(0).number()).isEqualTo(firstNumbers.get(j));
        }
    }

    @Test
    void countsOnlyItsOwnMissedMessagesInASlotThatWasUsedBefore() {
        for (int i = 0; i < 3_000; i++) {
            sent.append(RecordKind.TEXT, 700, SLOT_0);
        }
        JoinPosition joined = writer.position(0);
        assertThat(joined.messages()).isEqualTo(3_000);
        GenerationReader reader = queue.reader(joined, 0);
        for (int i = 0; i < 10_000; i++) {
            sent.append(RecordKind.TEXT, 700, SLOT_0);
        }

        Received received = new Received().drain(reader);

        assertThat(received.gaps).isNotEmpty();
        assertThat(received.messages.size() + received.missed()).isEqualTo(10_000);
    }

    @Test
    void learnsWhatItMissedWhenItsGenerationIsGoneBeforeItOpensIt() {
        sent.append(RecordKind.TEXT, 700, SLOT_0);
        JoinPosition joined = writer.position(0);
        for (int i = 0; i < 10_000; i++) {
            sent.append(RecordKind.TEXT, 700, SLOT_0);
        }
        Awaitility.await()
                .until(() -> !new GenerationDirectory(queue.directory)
                        .files(joined.generation())
                        .isReady());

        Received received = new Received().drain(queue.reader(joined, 0));

        assertThat(received.gaps).isNotEmpty();
        assertThat(received.gaps.get(0).firstSequence()).isEqualTo(2);
        assertThat(received.messages.size() + received.missed()).isEqualTo(10_000);
    }

    @Test
    void isToldWhenThereIsNoQueue() {
        JoinPosition nowhere = new JoinPosition(1, 2, 1, 0, 0, 0, 0);
        assertThatThrownBy(() -> GenerationReader.open(
                        queue.root.resolve("nothing"), nowhere, 0, generation -> {}, queue.maintenance))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nothing")
                .hasMessageContaining("there is no queue");
    }

    @Test
    void isToldWhenTheQueueHasAnotherLayout() throws IOException {
        Path file = queue.directory.resolve("g00000001/19700101-00LX.cq4");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer data =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, 64 * 1024).order(ByteOrder.nativeOrder());
            data.putInt(headerPayload(data), DataRecord.LAYOUT_VERSION + 1);
        }

        assertThatThrownBy(() -> GenerationReader.open(
                        queue.directory, writer.position(0), 0, generation -> {}, queue.maintenance))
                .isInstanceOf(IOException.class)
                .hasMessage("could not open generation 1 in " + queue.directory
                        + ": the queue has record layout 3, this library reads 2:"
                        + " the client and the proxy must be of the same version");
    }

    /** Finds the version, the capacity, and generation 1 in a row. */
    private static int headerPayload(ByteBuffer data) {
        for (int at = 0; at < data.limit() - 16; at += 4) {
            if (data.getInt(at) == DataRecord.LAYOUT_VERSION
                    && data.getInt(at + 4) == 512 * 1024
                    && data.getLong(at + 8) == 1) {
                return at;
            }
        }
        throw new AssertionError("no header");
    }
}
