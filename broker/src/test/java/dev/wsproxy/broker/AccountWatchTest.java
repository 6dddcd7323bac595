// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A disk that hangs holds nobody up for long. */
@Timeout(60)
class AccountWatchTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 5);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile CountDownLatch disk = new CountDownLatch(0);
    private final AccountWatch watch = new AccountWatch(this::look, thread, nowNs::get);

    private void look() {
        begun.incrementAndGet();
        try {
            disk.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        looks.incrementAndGet();
    }

    @AfterEach
    void stop() {
        disk.countDown();
        thread.shutdownNow();
    }

    private void pass() {
        nowNs.addAndGet(AccountWatch.INTERVAL.toNanos());
        watch.tick();
    }

    @Test
    void looksBeforeItReturnsToWhoAsks() {
        watch.look();
        assertThat(looks).hasValue(1);
        watch.look();
        assertThat(looks).hasValue(2);
    }

    @Test
    void looksAtIntervals() {
        watch.tick();
        watch.tick();
        await().atMost(DEADLINE).until(() -> looks.get() == 1);
        pass();
        await().atMost(DEADLINE).until(() -> looks.get() == 2);
    }

    @Test
    void waitsOnceForADiskThatHangsAndGoesOnWhenItIsBack() {
        disk = new CountDownLatch(1);
        watch.look();
        assertThat(looks).as("given up").hasValue(0);
        for (int i = 0; i < 1000; i++) {
            watch.look();
            pass();
        }
        assertThat(begun).as("nothing is queued behind it").hasValue(1);

        disk.countDown();
        await().atMost(DEADLINE).untilAsserted(() -> {
            int before = looks.get();
            watch.look();
            assertThat(looks.get()).isGreaterThan(before);
        });
    }

    @Test
    void asksNobodyWhenTheBrokerHasEnded() {
        thread.shutdown();
        watch.look();
        watch.tick();
        assertThat(begun).hasValue(0);
    }
}
