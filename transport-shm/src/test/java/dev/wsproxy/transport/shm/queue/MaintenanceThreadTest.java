// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MaintenanceThreadTest {
    private final MaintenanceThread maintenance = new MaintenanceThread("test-maintenance");
    private final List<String> done = new CopyOnWriteArrayList<>();

    @Test
    void doesFirstWhatSomebodyMayWaitForAndTheRestInOrder() {
        CountDownLatch free = new CountDownLatch(1);
        maintenance.execute(() -> awaitQuietly(free));
        maintenance.execute(() -> done.add("first deletion"));
        maintenance.execute(() -> done.add("second deletion"));
        maintenance.execute(new UrgentTask<>(() -> done.add("first creation")));
        maintenance.execute(new UrgentTask<>(() -> done.add("second creation")));
        maintenance.execute(() -> done.add("third deletion"));
        free.countDown();
        maintenance.close();

        assertThat(done)
                .containsExactly(
                        "first creation", "second creation", "first deletion", "second deletion", "third deletion");
    }

    @Test
    void goesOnAfterATaskThatFailed() {
        maintenance.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        maintenance.execute(() -> done.add("the next"));
        maintenance.close();

        assertThat(done).containsExactly("the next");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
