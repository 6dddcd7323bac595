// SPDX-License-Identifier: MIT
package dev.wsproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path state;

    @Test
    void namesThePidOfTheHolder() throws Exception {
        try (InstanceLock held = InstanceLock.acquire(state, LONG)) {
            assertThatExceptionOfType(LaunchException.class)
                    .isThrownBy(() -> InstanceLock.acquire(state, Duration.ZERO))
                    .withMessageStartingWith(
                            "another proxy (pid %d) already works on %s",
                            ProcessHandle.current().pid(), state);
            assertThat(held).isNotNull();
        }
    }

    @Test
    void waitsForThePredecessorToEnd() throws Exception {
        InstanceLock predecessor = InstanceLock.acquire(state, LONG);
        CompletableFuture<InstanceLock> successor = CompletableFuture.supplyAsync(this::acquire);
        predecessor.close();
        try (InstanceLock lock = successor.get(30, TimeUnit.SECONDS)) {
            assertThat(lock).isNotNull();
            assertThat(state.resolve("proxy.pid"))
                    .hasContent(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void leavesNoPidBehind() throws Exception {
        InstanceLock.acquire(state, LONG).close();
        assertThat(Files.list(state)).containsExactly(state.resolve("proxy.lock"));
    }

    private InstanceLock acquire() {
        try {
            return InstanceLock.acquire(state, LONG);
        } catch (LaunchException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
