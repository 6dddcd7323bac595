// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static dev.wsproxy.transport.shm.queue.QueueFixture.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ConcurrentReadersTest {
    private static final int MESSAGES = 60_000;
    private static final long[] EVERYBODY = {-1};

    private final QueueFixture queue = new QueueFixture();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() throws IOException {
        threads.shutdownNow();
        queue.close();
    }

    @Test
    void readersOfDifferentSpeedsAllAccountForEveryMessage() throws Exception {
        GenerationWriter writer = queue.writer(QueueFixture.patient(4 * MIB), () -> 1);
        List<Future<Counting>> results = new ArrayList<>();
        for (int slot = 0; slot < 4; slot++) {
            GenerationReader reader = queue.reader(writer, slot);
            Counting counting = new Counting(slot * 20_000L);
            results.add(threads.submit(() -> counting.readAll(reader)));
        }
        ByteBuffer payload = ByteBuffer.allocate(600);
        for (long i = 0; i < MESSAGES; i++) {
            assertThat(QueueFixture.append(writer, RecordKind.TEXT, EVERYBODY, payload.putLong(0, i)))
                    .isEqualTo(AppendResult.OK);
        }
        QueueFixture.append(writer, RecordKind.EVENT, EVERYBODY, payload);

        for (Future<Counting> result : results) {
            Counting counting = result.get();
            assertThat(counting.received + counting.missed).isEqualTo(MESSAGES);
        }
        assertThat(results.get(3).get().missed).isPositive();
    }

    @Test
    void aPayloadStaysIntactForAsLongAsTheCallbackTakes() throws Exception {
        GenerationWriter writer = queue.writer(QueueFixture.patient(2 * MIB), () -> 1);
        GenerationReader reader = queue.reader(writer, 0);
        CountDownLatch inCallback = new CountDownLatch(1);
        CountDownLatch overtaken = new CountDownLatch(1);
        byte[] text = "still here after its generation was deleted".getBytes();
        QueueFixture.append(writer, RecordKind.TEXT, EVERYBODY, ByteBuffer.wrap(text));
        Future<byte[]> seen = threads.submit(() -> {
            Holding handler = new Holding(inCallback, overtaken);
            reader.poll(handler, 1);
            return handler.seen;
        });
        inCallback.await();
        while (writer.position(0).generation() < 20) {
            QueueFixture.append(writer, RecordKind.TEXT, EVERYBODY, ByteBuffer.allocate(1_000));
        }
        assertThat(queue.directory.resolve("g00000001")).doesNotExist();
        overtaken.countDown();

        assertThat(seen.get()).isEqualTo(text);
    }

    /** Counts, checks the order, and takes its time. */
    private static final class Counting implements RecordHandler {
        private final long pauseNs;
        long received;
        long missed;
        private long last = -1;
        private boolean ended;

        Counting(long pauseNs) {
            this.pauseNs = pauseNs;
        }

        Counting readAll(GenerationReader reader) {
            while (!ended) {
                reader.poll(this, 100);
            }
            return this;
        }

        @Override
        public void onRecord(DataRecord record) {
            if (record.kind() == RecordKind.EVENT) {
                ended = true;
                return;
            }
            long number = record.payload().getLong();
            if (number <= last) {
                throw new AssertionError(number + " after " + last);
            }
            last = number;
            received++;
            for (long until = System.nanoTime() + pauseNs; System.nanoTime() - until < 0; ) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void onGap(Gap gap) {
            missed += gap.messages();
        }
    }

    private record Holding(CountDownLatch inCallback, CountDownLatch release, byte[] seen) implements RecordHandler {
        Holding(CountDownLatch inCallback, CountDownLatch release) {
            this(inCallback, release, new byte[43]);
        }

        @Override
        public void onRecord(DataRecord record) {
            ByteBuffer payload = record.payload();
            inCallback.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            payload.get(seen);
        }

        @Override
        public void onGap(Gap gap) {
            throw new AssertionError(gap.toString());
        }
    }
}
