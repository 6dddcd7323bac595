// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeliveryCountsTest {
    private static final int ROUNDS = 5_000;
    private static final int HIGHEST_SLOT = 128 * Long.SIZE - 1;

    private volatile DeliveryCounts counts = new DeliveryCounts();
    private volatile boolean done;

    @Test
    void mayBeReadWhileASlotIsCountedForTheFirstTime() throws Exception {
        long[] highest = new long[128];
        highest[127] = Long.MIN_VALUE;
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Long> reading = other.submit(this::read);
            for (int i = 0; i < ROUNDS && !reading.isDone(); i++) {
                counts = new DeliveryCounts();
                counts.count(RecordKind.TEXT, highest, highest.length);
                counts.count(RecordKind.EVENT, highest, highest.length);
            }
            done = true;
            assertThat(reading.get()).isPositive();
        } finally {
            done = true;
            other.shutdown();
        }
        assertThat(counts.messages(HIGHEST_SLOT)).isEqualTo(1);
        assertThat(counts.events(HIGHEST_SLOT)).isEqualTo(1);
    }

    private long read() {
        long reads = 0;
        for (; !done; reads++) {
            DeliveryCounts current = counts;
            if (current.messages(HIGHEST_SLOT) > 1 || current.events(HIGHEST_SLOT) > 1) {
                throw new AssertionError("counted more than once");
            }
        }
        return reads;
    }
}
