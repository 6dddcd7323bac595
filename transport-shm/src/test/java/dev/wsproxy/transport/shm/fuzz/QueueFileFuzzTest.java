// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.fuzz;

import dev.wsproxy.transport.shm.DamagedMemoryException;
import dev.wsproxy.transport.shm.FileTree;
import dev.wsproxy.transport.shm.queue.DataRecord;
import dev.wsproxy.transport.shm.queue.Gap;
import dev.wsproxy.transport.shm.queue.GenerationReader;
import dev.wsproxy.transport.shm.queue.GenerationWriter;
import dev.wsproxy.transport.shm.queue.JoinPosition;
import dev.wsproxy.transport.shm.queue.QueueOptions;
import dev.wsproxy.transport.shm.queue.RecordHandler;
import dev.wsproxy.transport.shm.queue.RecordKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a queue's file holds, both ways of reading it come to an end, with its records or with a reason. */
class QueueFileFuzzTest {
    private static final int RECORDS = 20;
    private static final int MOST_RECORDS = 100_000;

    private static Path directory;
    private static Path file;
    private static byte[] valid;
    private static JoinPosition joined;

    /** Opens a queue. */
    interface Opening {
        GenerationReader open() throws IOException;
    }

    @BeforeContainer
    static void writeAQueue() throws IOException {
        directory = Files.createTempDirectory("wsproxy-test-");
        Path queue = directory.resolve("queue");
        try (GenerationWriter writer =
                GenerationWriter.create(queue, QueueOptions.request(1 << 20), () -> 1, Runnable::run)) {
            joined = writer.position(0);
            for (int i = 0; i < RECORDS; i++) {
                writer.append(RecordKind.BINARY, 0, 0, 0, new long[] {1}, 1, ByteBuffer.allocate(10 * i));
            }
        }
        file = queue.resolve("g00000001").resolve("19700101-00LX.cq4");
        byte[] all = Files.readAllBytes(file);
        int used = all.length;
        while (all[used - 1] == 0) {
            used--;
        }
        valid = Arrays.copyOf(all, used + 64);
    }

    @AfterContainer
    static void delete() throws IOException {
        FileTree.delete(directory);
    }

    @Property(tries = 100, seed = "20261123")
    void everyFileIsReadToItsEndOrRefused(@ForAll long seed) throws IOException {
        Mutator mutator = new Mutator(List.of(valid), seed);
        Path queue = directory.resolve("queue");
        for (int i = 0; i < Budget.inputs(30); i++) {
            Files.write(file, mutator.next());
            read(() -> GenerationReader.openCopying(queue, joined, 0, generation -> {}, Runnable::run));
            read(() -> GenerationReader.open(queue, joined, 0, generation -> {}, Runnable::run));
        }
    }

    private static void read(Opening opening) {
        try (GenerationReader reader = opening.open()) {
            int read = 0;
            for (int found = reader.poll(READING, 10); found > 0; found = reader.poll(READING, 10)) {
                read += found;
                if (read > MOST_RECORDS) {
                    throw new AssertionError("there is no end of records");
                }
            }
            reader.hasMore();
        } catch (IOException | UncheckedIOException | DamagedMemoryException e) {
            // As it should be.
        }
    }

    private static final RecordHandler READING = new RecordHandler() {
        @Override
        public void onRecord(DataRecord record) {
            record.remaining();
            record.payload().get(new byte[record.payload().remaining()]);
        }

        @Override
        public void onGap(Gap gap) {}
    };
}
