// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.transport.shm.SmallFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a tmpfs of 8 MiB. */
class FullFileSystemTest {
    private static final long SLOT_0 = 1;

    private final MaintenanceThread maintenance = new MaintenanceThread("test-maintenance");
    private SmallFileSystem small;
    private Path directory;

    @BeforeEach
    void mount() throws Exception {
        small = SmallFileSystem.mount("8m");
        directory = small.path().resolve("queue");
    }

    @AfterEach
    void unmount() throws Exception {
        maintenance.close();
        if (small != null) {
            small.close();
        }
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
            small.fill();
            while (writer.lostMessages(0) < 100) {
                sent.append(RecordKind.TEXT, 1_000, SLOT_0);
            }
            assertThat(writer.failure()).isEmpty();
            small.free();

            Awaitility.await().until(() -> sent.append(RecordKind.TEXT, 1_000, SLOT_0) == AppendResult.OK);

            Received received = assertAllReceivedOrCounted(joined, sent);
            assertThat(received.missed()).isEqualTo(writer.lostMessages(0));
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
}
