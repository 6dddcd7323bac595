// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hot path: what a thread allocates while it appends and polls. */
class AllocationTest {
    private static final int MESSAGES = 100_000;
    private static final int BATCH = 1_000;
    private static final long[] MINE = {1, 0};
    private static final long[] OTHERS = {2, 4};
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final QueueFixture queue = new QueueFixture();

    @AfterEach
    void close() throws IOException {
        queue.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void appendingAndPollingAllocateNothing(boolean direct) {
        GenerationWriter writer = queue.writer(QueueFixture.patient(256 * MIB));
        GenerationReader reader = queue.reader(writer, 0);
        Summing handler = new Summing();
        ByteBuffer payload = direct ? ByteBuffer.allocateDirect(300) : ByteBuffer.allocate(300);
        for (int i = 0; i < MESSAGES; i += BATCH) {
            exchange(writer, reader, handler, payload);
        }

        int batches = 0;
        long allocated = 0;
        while (batches < MESSAGES / BATCH) {
            long generation =
                    writer.position(0).generation() + queue.positions.get(0).get();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            exchange(writer, reader, handler, payload);
            long after = THREADS.getCurrentThreadAllocatedBytes();
            // A switch may allocate: it happens about once a second.
            if (writer.position(0).generation() + queue.positions.get(0).get() == generation) {
                allocated += after - before;
                batches++;
            }
        }

        assertThat(handler.records).isGreaterThanOrEqualTo(2L * MESSAGES);
        // The smallest object has 16 bytes: one for every sixteenth message would already show.
        assertThat(allocated).as("bytes for %d messages", MESSAGES).isLessThan(MESSAGES);
    }

    private static void exchange(
            GenerationWriter writer, GenerationReader reader, Summing handler, ByteBuffer payload) {
        for (int i = 0; i < BATCH; i++) {
            writer.append(RecordKind.TEXT, 0, 1, 2, MINE, 1, payload);
            writer.append(RecordKind.BINARY, 0, 1, 2, OTHERS, 2, payload);
            while (reader.poll(handler, 16) > 0) {
                // until empty
            }
        }
    }

    private static final class Summing implements RecordHandler {
        long records;
        long sum;

        @Override
        public void onRecord(DataRecord record) {
            records++;
            ByteBuffer payload = record.payload();
            sum += payload.get(payload.position()) + record.receivedNs() + record.flags();
        }

        @Override
        public void onGap(Gap gap) {
            throw new AssertionError(gap.toString());
        }
    }
}
