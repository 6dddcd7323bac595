// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FailureException;
import java.io.IOException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SpawnLockTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Process holder(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("held");
        return process;
    }

    @Test
    void doesNotWaitForEverForAnotherProcessAndNamesIt() throws Exception {
        RuntimeDirectory directory = new RuntimeDirectory(folder);
        Process holder = holder(folder);
        try {
            assertThat(SpawnLock.hold(directory, SHORT, () -> "mine")).isEmpty();
            assertThat(SpawnLock.held(directory, LONG))
                    .hasToString("TIMEOUT: another process looks for a proxy, or starts one, and has held "
                            + directory.spawnLock() + " for more than 30 s: pid " + holder.pid()
                            + "; if it hangs or is suspended, let it go on or end it");
            assertThat(SpawnLock.hold(directory, SHORT, () -> "mine"))
                    .as("asking who holds it frees nothing")
                    .isEmpty();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(SpawnLock.hold(directory, LONG, () -> "mine")).contains("mine");
        assertThat(directory.spawnLock()).isEmptyFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.spawnLock())))
                .isEqualTo("rw-------");
    }

    @Test
    void waitsUntilItsHolderHasDone() throws Exception {
        RuntimeDirectory directory = new RuntimeDirectory(folder);
        Process holder = holder(folder);
        CompletableFuture<Optional<String>> waiting = CompletableFuture.supplyAsync(() -> hold(directory, "mine"));
        holder.outputWriter().close();
        assertThat(waiting.join()).contains("mine");
        assertThat(holder.waitFor()).isZero();
    }

    @Test
    void letsOneThreadAtATimeInAndNoneWaitForEver() throws Exception {
        RuntimeDirectory directory = new RuntimeDirectory(folder);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        CompletableFuture<Optional<String>> first = CompletableFuture.supplyAsync(() -> {
            try {
                return SpawnLock.hold(directory, LONG, () -> {
                    held.countDown();
                    done.await();
                    return Files.readString(directory.spawnLock());
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        held.await();
        assertThat(SpawnLock.hold(directory, SHORT, () -> "mine")).isEmpty();
        assertThat(SpawnLock.held(directory, LONG).reason()).contains(": another thread of this process; ");
        CompletableFuture<Optional<String>> second = CompletableFuture.supplyAsync(() -> hold(directory, "mine"));
        done.countDown();
        assertThat(second.join()).contains("mine");
        assertThat(first.join()).contains(Long.toString(ProcessHandle.current().pid()));
    }

    private static Optional<String> hold(RuntimeDirectory directory, String result) {
        try {
            return SpawnLock.hold(directory, LONG, () -> result);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isFreeAgainAfterATaskFailed() throws Exception {
        RuntimeDirectory directory = new RuntimeDirectory(folder);
        assertThatThrownBy(() -> SpawnLock.hold(directory, LONG, () -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        assertThat(SpawnLock.hold(directory, SHORT, () -> "mine")).contains("mine");
    }

    @Test
    void isHeldOnAFullFileSystemToo() throws Exception {
        RuntimeDirectory directory = new RuntimeDirectory(folder);
        Files.createSymbolicLink(directory.spawnLock(), Path.of("/dev/full"));
        assertThatThrownBy(() -> Files.writeString(directory.spawnLock(), "x"))
                .as("what the test is about")
                .hasMessageContaining("No space left");
        assertThat(SpawnLock.hold(directory, LONG, () -> "mine")).contains("mine");
        Files.delete(directory.spawnLock());
    }

    @Test
    void saysWhatItsTaskDiedOfThoughTheThreadIsInterrupted() throws Exception {
        RuntimeDirectory directory = new RuntimeDirectory(folder);
        assertThatThrownBy(() -> SpawnLock.hold(directory, LONG, () -> {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(SpawnLock.hold(directory, SHORT, () -> "mine")).contains("mine");
    }

    @Test
    void runsNothingInAnInterruptedThread() throws Exception {
        RuntimeDirectory directory = new RuntimeDirectory(folder);
        AtomicInteger calls = new AtomicInteger();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> SpawnLock.hold(directory, LONG, calls::incrementAndGet))
                .isInstanceOf(InterruptedException.class);
        assertThat(calls).hasValue(0);
        assertThat(Thread.interrupted()).as("told by the exception").isFalse();
        assertThat(SpawnLock.hold(directory, SHORT, () -> "mine")).contains("mine");
    }

    @Test
    void saysThatItsFileCannotBeUsed() {
        RuntimeDirectory directory = new RuntimeDirectory(folder.resolve("missing"));
        assertThatThrownBy(() -> SpawnLock.hold(directory, SHORT, () -> "mine"))
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("BAD_DIRECTORY: the lock file " + directory.spawnLock() + " cannot be opened");
    }

    @Test
    void neverLetsTwoThreadsIn() throws Exception {
        RuntimeDirectory directory = new RuntimeDirectory(folder);
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
                                SpawnLock.hold(directory, LONG, () -> {
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
