// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a tmpfs of 8 MiB, which only root can mount: skipped elsewhere. */
class FullFileSystemTest {
    private static final long SLOT_0 = 1;

    private final Path root = QueueFixture.temporaryDirectory();
    private final Path small = root.resolve("small");
    private final Path directory = small.resolve("queue");
    private final MaintenanceThread maintenance = new MaintenanceThread("test-maintenance");

    @BeforeEach
    void mount() throws Exception {
        Files.createDirectory(small);
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small.toString()))
                .as("mounting is permitted")
                .isZero();
    }

    @AfterEach
    void unmount() throws Exception {
        maintenance.close();
        run("umount", "-l", small.toString());
        new GenerationDirectory(root).delete();
    }

    @Test
    void saysWhereAndHowMuchSpaceIsMissing() {
        QueueOptions large = new QueueOptions(256 * MIB, 16 * MIB, 1 << 20, Duration.ofMillis(10), Overflow.OVERTAKE);
        assertThatThrownBy(() -> GenerationWriter.create(directory, large, () -> 1, maintenance))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("not enough space in " + directory + ": a generation needs 16785408 bytes,"
                        + " available are \\d+; free some, or lower the bound of the queue \\(268435456 bytes\\)");
    }

    @Test
    void overtakesASlowReaderEarlierThanTheBoundAsks() throws Exception {
        try (GenerationWriter writer =
                GenerationWriter.create(directory, QueueFixture.patient(64 * MIB), () -> 1, maintenance)) {
            SentLog sent = new SentLog(writer);
            JoinPosition joined = writer.position(0);
            for (int i = 0; i < 20_000; i++) {
                assertThat(sent.append(RecordKind.TEXT, 1_000, SLOT_0)).isEqualTo(AppendResult.OK);
            }
            assertAllReceivedOrCounted(joined, sent);
        }
    }

    @Test
    void goesOnWhenSpaceIsFreeAgain() throws Exception {
        try (GenerationWriter writer =
                GenerationWriter.create(directory, QueueFixture.patient(64 * MIB), () -> 1, maintenance)) {
            SentLog sent = new SentLog(writer);
            JoinPosition joined = writer.position(0);
            Path filler = small.resolve("filler");
            fill(filler);
            while (writer.lostMessages() < 100) {
                sent.append(RecordKind.TEXT, 1_000, SLOT_0);
            }
            assertThat(writer.failure()).isEmpty();
            Files.delete(filler);

            Awaitility.await().until(() -> sent.append(RecordKind.TEXT, 1_000, SLOT_0) == AppendResult.OK);

            Received received = assertAllReceivedOrCounted(joined, sent);
            assertThat(received.missed()).isEqualTo(writer.lostMessages());
        }
    }

    private Received assertAllReceivedOrCounted(JoinPosition joined, SentLog sent) throws IOException {
        Received received = new Received();
        try (GenerationReader reader = GenerationReader.open(directory, joined, 0, generation -> {}, maintenance)) {
            received.drain(reader);
        }
        assertThat(received.gaps).isNotEmpty();
        sent.assertAccountedFor(0, received);
        return received;
    }

    private static void fill(Path file) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(4096);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (true) {
                channel.write(zeros.clear());
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor();
    }
}
