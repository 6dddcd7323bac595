// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {
    private final Turns turns = new Turns();
    private final List<String> done = new ArrayList<>();

    @Test
    void doesWhatIsAskedForInsideATurnAfterIt() {
        turns.run(() -> {
            turns.run(() -> {
                turns.run(() -> done.add("third"));
                done.add("second");
            });
            done.add("first");
        });
        assertThat(done).containsExactly("first", "second", "third");
    }

    @Test
    void beginsNoTurnInsideATurn() {
        assertThat(turns.begin()).isTrue();
        assertThat(turns.begin()).isFalse();
        turns.run(() -> done.add("later"));
        assertThat(done).isEmpty();
        turns.end();
        assertThat(done).containsExactly("later");
        assertThat(turns.begin()).isTrue();
        turns.end();
    }

    @Test
    void goesOnAfterAnException() {
        turns.run(() -> {
            turns.run(() -> done.add("next"));
            throw new IllegalStateException("a bug");
        });
        assertThat(done).containsExactly("next");
        assertThat(turns.begin()).isTrue();
        turns.end();
    }

    @Test
    void letsOneThreadInAtATime() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int[] count = new int[1];
        List<Thread> threads = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                await(go);
                for (int n = 0; n < 10_000; n++) {
                    turns.run(() -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        count[0]++;
                        inside.decrementAndGet();
                    });
                }
            });
            thread.start();
            threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most).hasValue(1);
        assertThat(count[0]).isEqualTo(40_000);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
