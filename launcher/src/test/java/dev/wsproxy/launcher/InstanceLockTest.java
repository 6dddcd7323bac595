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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void leavesThePidOfASuccessorInADirectoryThatWasMadeAnew() throws Exception {
        InstanceLock lock = InstanceLock.acquire(state, LONG);
        Files.writeString(state.resolve("proxy.pid"), "1");
        lock.close();
        assertThat(state.resolve("proxy.pid")).hasContent("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "99999999999999999999", "\0\u0001random"})
    void doesNotMindWhatAPredecessorLeft(String left) throws Exception {
        Files.writeString(state.resolve("proxy.pid"), left);
        Files.writeString(state.resolve("proxy.lock"), left);
        try (InstanceLock lock = InstanceLock.acquire(state, Duration.ZERO)) {
            assertThat(lock).isNotNull();
            assertThat(state.resolve("proxy.pid"))
                    .hasContent(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void doesWithoutAPid() throws Exception {
        Files.createDirectories(state.resolve("proxy.pid/something"));
        try (InstanceLock lock = InstanceLock.acquire(state, LONG)) {
            assertThat(lock).isNotNull();
            assertThatExceptionOfType(OccupiedException.class)
                    .isThrownBy(() -> InstanceLock.acquire(state, Duration.ZERO))
                    .withMessageStartingWith("another proxy (pid unknown)");
        }
    }

    @Test
    void namesTheLockFileThatCannotBeUsed() throws Exception {
        Path file = Files.createDirectories(state.resolve("proxy.lock"));
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> InstanceLock.acquire(state, LONG))
                .withMessageStartingWith("cannot lock " + file)
                .isNotInstanceOf(OccupiedException.class);
    }

    private InstanceLock acquire() {
        try {
            return InstanceLock.acquire(state, LONG);
        } catch (LaunchException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
