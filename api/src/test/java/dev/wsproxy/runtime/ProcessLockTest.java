// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessLockTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private ProcessLock lock;

    @BeforeEach
    void placeIt() {
        lock = new ProcessLock(folder.resolve("a.lock"));
    }

    @Test
    void doesNotWaitForEverForAnotherProcessAndNamesIt() throws Exception {
        Process holder = LockHolder.start(lock.file());
        try {
            assertThat(lock.hold(SHORT, () -> "mine")).isEmpty();
            assertThat(lock.holder()).isEqualTo("pid " + holder.pid());
            assertThat(lock.hold(SHORT, () -> "mine"))
                    .as("asking who holds it frees nothing")
                    .isEmpty();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(lock.hold(LONG, () -> "mine")).contains("mine");
        assertThat(lock.file()).isEmptyFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock.file())))
                .isEqualTo("rw-------");
    }

    @Test
    void doesNotWaitForWhoReadsOrWritesAPipe() throws Exception {
        assumeThat(new ProcessBuilder("mkfifo", lock.file().toString()).start().waitFor())
                .as("skipped: no pipe can be made here")
                .isZero();

        assertThatThrownBy(() -> lock.hold(SHORT, () -> "mine"))
                .isInstanceOf(ProcessLock.UnusableException.class)
                .hasMessageContaining(lock.file() + " cannot be opened")
                .hasMessageContaining("it is a pipe");
        assertThat(lock.holder()).isEqualTo("its pid is not known");
    }

    @Test
    void waitsUntilItsHolderHasDone() throws Exception {
        Process holder = LockHolder.start(lock.file());
        CompletableFuture<Optional<String>> waiting = CompletableFuture.supplyAsync(() -> hold("mine"));
        holder.outputWriter().close();
        assertThat(waiting.join()).contains("mine");
        assertThat(holder.waitFor()).isZero();
    }

    @Test
    void letsOneThreadAtATimeInAndNoneWaitForEver() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<Optional<String>> first = CompletableFuture.supplyAsync(() -> {
            try {
                return lock.hold(LONG, () -> {
                    held.countDown();
                    done.await();
                    return Files.readString(lock.file());
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        held.await();
        assertThat(lock.hold(SHORT, () -> "mine")).isEmpty();
        assertThat(lock.holder()).isEqualTo("another thread of this process");
        CompletableFuture<Optional<String>> second = CompletableFuture.supplyAsync(() -> hold("mine"));
        done.countDown();
        assertThat(second.join()).contains("mine");
        assertThat(first.join()).contains(Long.toString(ProcessHandle.current().pid()));
    }

    private Optional<String> hold(String result) {
        try {
            return lock.hold(LONG, () -> result);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isFreeAgainAfterATaskFailed() throws Exception {
        assertThatThrownBy(() -> lock.hold(LONG, () -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        assertThat(lock.hold(SHORT, () -> "mine")).contains("mine");
    }

    @Test
    void isHeldOnAFullFileSystemToo() throws Exception {
        Files.createSymbolicLink(lock.file(), Path.of("/dev/full"));
        assertThatThrownBy(() -> Files.writeString(lock.file(), "x"))
                .as("what the test is about")
                .hasMessageContaining("No space left");
        assertThat(lock.hold(LONG, () -> "mine")).contains("mine");
        Files.delete(lock.file());
    }

    @Test
    void saysWhatItsTaskDiedOfThoughTheThreadIsInterrupted() throws Exception {
        assertThatThrownBy(() -> lock.hold(LONG, () -> {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(lock.hold(SHORT, () -> "mine")).contains("mine");
    }

    @Test
    void runsNothingInAnInterruptedThread() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> lock.hold(LONG, calls::incrementAndGet)).isInstanceOf(InterruptedException.class);
        assertThat(calls).hasValue(0);
        assertThat(Thread.interrupted()).as("told by the exception").isFalse();
        assertThat(lock.hold(SHORT, () -> "mine")).contains("mine");
    }

    @Test
    void saysThatItsFileCannotBeUsed() {
        ProcessLock nowhere = new ProcessLock(folder.resolve("missing/a.lock"));
        assertThatThrownBy(() -> nowhere.hold(SHORT, () -> "mine"))
                .isInstanceOf(ProcessLock.UnusableException.class)
                .hasMessage("the lock file " + nowhere.file() + " cannot be opened: java.nio.file.NoSuchFileException: "
                        + nowhere.file());
    }

    @Test
    void neverLetsTwoThreadsIn() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(threads.submit(() -> {
                    start.await();
                    int most = 0;
                    for (int round = 0; round < 50; round++) {
                        most = Math.max(
                                most,
                                lock.hold(LONG, () -> {
                                            int now = inside.incrementAndGet();
                                            Thread.yield();
                                            inside.decrementAndGet();
                                            return now;
                                        })
                                        .orElseThrow());
                    }
                    return most;
                }));
            }
            start.countDown();
            for (Future<Integer> result : results) {
                assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
