// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.transport.shm.ClientFiles;
import dev.wsproxy.transport.shm.FileTree;
import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.proxy.ReplyQueue.Outcome;
import dev.wsproxy.transport.shm.queue.DataRecord;
import dev.wsproxy.transport.shm.queue.Gap;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.transport.shm.queue.MaintenanceThread;
import dev.wsproxy.transport.shm.queue.RecordHandler;
import dev.wsproxy.transport.shm.queue.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplyQueueTest {
    private static final int BOUND_BYTES = 1 << 20;
    private static final int REPLY_BYTES = 1_000;

    private final MaintenanceThread maintenance = new MaintenanceThread("test-maintenance");
    private final CountDownLatch free = new CountDownLatch(1);
    private Path directory;
    private ClientMemory memory;
    private ReplyQueue replies;
    private GenerationReader client;
    private int sent;

    @BeforeEach
    void create() throws IOException {
        directory = Files.createTempDirectory("wsproxy-test-");
        ClientFiles files = new ClientFiles(FileTree.create(directory.resolve("1")));
        memory = ClientMemory.create(files, BOUND_BYTES, maintenance);
        replies = memory.replies();
        client = GenerationReader.open(
                files.replies(), replies.position(), 0, FlagsPage.open(files.flags())::replyGeneration, maintenance);
    }

    @AfterEach
    void delete() throws IOException {
        free.countDown();
        client.close();
        memory.close();
        maintenance.close();
        FileTree.delete(directory);
    }

    @Test
    void holdsRepliesWhileTheNextGenerationIsLate() {
        maintenance.execute(this::awaitFree);
        List<Integer> received = new ArrayList<>();
        Outcome outcome = Outcome.APPENDED;
        while (outcome == Outcome.APPENDED) {
            outcome = append();
            read(received);
        }
        assertThat(outcome).isEqualTo(Outcome.HELD);
        for (int i = 0; i < 300; i++) {
            assertThat(append()).isEqualTo(Outcome.HELD);
        }
        assertThat(replies.appendHeld()).isEqualTo(Outcome.HELD);
        free.countDown();

        do {
            awaitMaintenance();
            outcome = replies.appendHeld();
            read(received);
        } while (outcome == Outcome.HELD);

        assertThat(outcome).isEqualTo(Outcome.APPENDED);
        assertThat(received).hasSize(sent).isSorted().doesNotHaveDuplicates();
        assertThat(append()).isEqualTo(Outcome.APPENDED);
    }

    @Test
    void refusesWhatAClientThatDoesNotReadHasLeftNoRoomFor() {
        Outcome outcome = append();
        while (outcome != Outcome.REFUSED) {
            awaitMaintenance();
            outcome = outcome == Outcome.HELD ? replies.appendHeld() : append();
        }
        assertThat(sent).isBetween(BOUND_BYTES / REPLY_BYTES / 2, BOUND_BYTES / REPLY_BYTES);
        assertThat(replies.isStarved()).isFalse();
    }

    @Test
    void refusesNothingForAGenerationThatCouldNotBeCreatedLongAgo() throws IOException {
        Path second = Files.createDirectories(memory.files().replies().resolve("g00000002"));
        Files.createFile(second.resolve("ready"));
        for (int i = 0; i < 50; i++) {
            assertThat(append()).isEqualTo(Outcome.APPENDED);
        }
        awaitMaintenance();
        assertThat(second).as("deleted after the failure").doesNotExist();
        long sinceNs = System.nanoTime();
        await().until(() -> System.nanoTime() - sinceNs > TimeUnit.MILLISECONDS.toNanos(100));

        List<Integer> received = new ArrayList<>();
        while (received.size() < 300) {
            if (append() == Outcome.HELD) {
                awaitMaintenance();
                assertThat(replies.appendHeld()).isEqualTo(Outcome.APPENDED);
            }
            read(received);
        }
        assertThat(received).hasSize(sent).isSorted().doesNotHaveDuplicates();
    }

    private Outcome append() {
        return replies.append(
                RecordKind.EVENT, 0, ByteBuffer.allocate(REPLY_BYTES).putInt(0, sent++));
    }

    private void read(List<Integer> received) {
        RecordHandler handler = new RecordHandler() {
            @Override
            public void onRecord(DataRecord record) {
                received.add(record.payload().getInt());
            }

            @Override
            public void onGap(Gap gap) {
                throw new AssertionError("replies are lost: " + gap);
            }
        };
        while (client.poll(handler, 100) > 0) {
            // There is more.
        }
    }

    private void awaitFree() {
        try {
            free.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitMaintenance() {
        CompletableFuture.runAsync(() -> {}, maintenance).join();
    }
}
