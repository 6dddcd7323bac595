// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static dev.wsproxy.transport.shm.queue.QueueFixture.SLOT_0;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The next generation could not be created ahead of need, and what prevented that is over when it is needed. */
@Timeout(60)
class FailedPreparationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int GENERATION_BYTES = 64 * 1024;

    private final QueueFixture queue = new QueueFixture();
    private final ByteBuffer payload = ByteBuffer.allocate(1_000);
    private final AtomicLong needed = new AtomicLong(1);

    @AfterEach
    void close() throws IOException {
        queue.close();
    }

    @Test
    void asksAgainBeforeThereIsNeed() throws Exception {
        GenerationWriter writer = writer(Overflow.OVERTAKE, MIB);
        failOnce(writer);
        long used = writer.position(0).sequence();

        Awaitility.await().until(() -> {
            append(writer);
            awaitMaintenance();
            return Files.exists(queue.directory.resolve("g00000003"));
        });

        assertThat(writer.position(0).generation()).isEqualTo(1);
        assertThat(writer.position(0).sequence() - used).isLessThan(30);
        append(writer);
        assertThat(writer.isStarved()).isFalse();
    }

    @Test
    void losesNothingToAFailureOfLongAgo() throws Exception {
        GenerationWriter writer = writer(Overflow.OVERTAKE, MIB);
        failOnce(writer);
        awaitRetry();

        while (writer.position(0).generation() == 1) {
            assertThat(append(writer)).isEqualTo(AppendResult.OK);
        }
    }

    @Test
    void losesNoLongMessageToAFailureOfLongAgo() throws Exception {
        GenerationWriter writer = writer(Overflow.OVERTAKE, MIB);
        failOnce(writer);
        awaitRetry();

        assertThat(QueueFixture.append(writer, RecordKind.TEXT, SLOT_0, ByteBuffer.allocate(GENERATION_BYTES)))
                .isEqualTo(AppendResult.OK);
    }

    @Test
    void refusesNothingForAFailureOfLongAgo() throws Exception {
        GenerationWriter writer = writer(Overflow.BACKPRESSURE, MIB);
        failOnce(writer);
        awaitRetry();

        while (writer.position(0).generation() == 1) {
            assertThat(append(writer)).isEqualTo(AppendResult.OK);
        }
    }

    @Test
    void refusesNothingForAReaderThatHasReleasedWhatItHeld() {
        GenerationWriter writer = writer(Overflow.BACKPRESSURE, QueueOptions.MIN_BOUND_BYTES);
        while (writer.position(0).generation() < 7) {
            append(writer);
            awaitMaintenance();
        }
        appendUntilTheNextIsAskedFor(writer);
        needed.set(7);

        while (writer.position(0).generation() == 7) {
            assertThat(append(writer)).isEqualTo(AppendResult.OK);
        }
    }

    private GenerationWriter writer(Overflow overflow, long boundBytes) {
        QueueOptions options = new QueueOptions(boundBytes, GENERATION_BYTES, GENERATION_BYTES, PATIENCE, overflow);
        return queue.writer(options, needed::get);
    }

    /** What is in the way is not what the next attempt will use. */
    private void failOnce(GenerationWriter writer) throws IOException {
        Path second = Files.createDirectories(queue.directory.resolve("g00000002"));
        Files.createFile(second.resolve("ready"));
        appendUntilTheNextIsAskedFor(writer);
        assertThat(second).as("deleted after the failure").doesNotExist();
        assertThat(writer.position(0).generation()).isEqualTo(1);
    }

    private void appendUntilTheNextIsAskedFor(GenerationWriter writer) {
        for (int i = 0; i < 20; i++) {
            assertThat(append(writer)).isEqualTo(AppendResult.OK);
        }
        awaitMaintenance();
    }

    private AppendResult append(GenerationWriter writer) {
        return QueueFixture.append(writer, RecordKind.TEXT, SLOT_0, payload);
    }

    private void awaitMaintenance() {
        CompletableFuture.runAsync(() -> {}, queue.maintenance).join();
    }

    private static void awaitRetry() {
        long sinceNs = System.nanoTime();
        Awaitility.await().until(() -> System.nanoTime() - sinceNs > RETRY_NS);
    }
}
