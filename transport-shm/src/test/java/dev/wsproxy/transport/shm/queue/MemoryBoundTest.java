// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static dev.wsproxy.transport.shm.queue.QueueFixture.SLOT_0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryBoundTest {
    private final QueueFixture queue = new QueueFixture();
    private final ByteBuffer kilobyte = ByteBuffer.allocateDirect(1_000);

    @AfterEach
    void close() throws IOException {
        queue.close();
    }

    @Test
    void staysBelowItsBoundWhateverAReaderStillNeeds() throws Exception {
        GenerationWriter writer = queue.writer(QueueFixture.patient(4 * MIB), () -> 1);
        long mostBytes = 0;
        for (int i = 0; i < 30_000; i++) {
            append(writer);
            if (i % 500 == 0) {
                mostBytes = Math.max(mostBytes, queue.usedBytes());
            }
        }

        assertThat(writer.position(0).generation()).isGreaterThan(50);
        assertThat(mostBytes).isBetween(3 * MIB, 4 * MIB);
    }

    @Test
    void deletesWhatEveryReaderHasLeft() {
        GenerationWriter writer = queue.writer(QueueFixture.patient(64 * MIB));
        GenerationReader fast = queue.reader(writer, 0);
        GenerationReader slow = queue.reader(writer, 1);
        for (int i = 0; i < 10_000; i++) {
            append(writer);
        }
        Received received = new Received();
        received.drain(fast);
        writer.reclaim();
        queue.maintenance.execute(() -> {});
        assertThat(generations()).startsWith("g00000001").hasSizeGreaterThan(3);

        received.drain(slow);
        writer.reclaim();

        Awaitility.await().until(() -> !generations().contains("g00000001"));
        Awaitility.await().until(() -> generations().size() <= 2);
        assertThat(queue.positions)
                .hasSize(2)
                .allSatisfy(position ->
                        assertThat(position.get()).isEqualTo(writer.position(0).generation()));
    }

    @Test
    void startsSmallAndGrowsWithTheRate() throws Exception {
        GenerationWriter writer = queue.writer(QueueFixture.patient(64 * MIB), () -> ReaderPositions.NO_READER);
        append(writer);
        assertThat(queue.usedBytes()).isBetween(MIB, MIB + 64 * 1024);

        while (writer.position(0).generation() < 7) {
            append(writer);
        }

        assertThat(queue.usedBytes()).isGreaterThan(8 * MIB);
    }

    @Test
    void letsOnlyItsOwnerIn() throws Exception {
        GenerationWriter writer = queue.writer(QueueFixture.patient(4 * MIB));
        append(writer);
        try (Stream<Path> tree = Files.walk(queue.directory)) {
            for (Path path : tree.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void refusesADirectoryThatHoldsAQueue() {
        queue.writer(QueueFixture.patient(4 * MIB)).close();

        assertThatThrownBy(() -> GenerationWriter.create(
                        queue.directory, QueueFixture.patient(4 * MIB), () -> 1, queue.maintenance))
                .isInstanceOf(IOException.class)
                .hasMessage("the queue directory " + queue.directory
                        + " is in use by another writer or was left by one:" + " delete it or name another");
    }

    @Test
    void tellsAReaderThatHasReadEverythingWhenTheQueueIsDeleted() {
        GenerationWriter writer = queue.writer(QueueFixture.patient(4 * MIB));
        GenerationReader reader = queue.reader(writer, 0);
        while (writer.position(0).generation() < 3) {
            append(writer);
        }
        writer.close();
        queue.maintenance.execute(this::deleteQueue);
        Awaitility.await().until(() -> !Files.exists(queue.directory));

        Received received = new Received().drain(reader);

        assertThat(received.messages).hasSizeGreaterThan(100);
        assertThat(reader.poll(received, 10)).isEqualTo(GenerationReader.ENDED);
        assertThatThrownBy(() -> append(writer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the queue is closed: " + queue.directory);
    }

    private void append(GenerationWriter writer) {
        assertThat(QueueFixture.append(writer, RecordKind.TEXT, SLOT_0, kilobyte))
                .isEqualTo(AppendResult.OK);
    }

    private List<String> generations() {
        try (Stream<Path> entries = Files.list(queue.directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void deleteQueue() {
        try {
            new GenerationDirectory(queue.directory).delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
