// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.transport.shm.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class LeftoversTest {
    private Path directory;
    private Process other;

    @BeforeEach
    void start() throws IOException {
        directory = Files.createTempDirectory("wsproxy-test-");
        other = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void stop() throws IOException {
        other.destroyForcibly().onExit().join();
        FileTree.delete(directory);
    }

    private Path ofOther() throws IOException {
        return Files.createDirectory(directory.resolve("proxy-" + other.pid() + "-" + System.currentTimeMillis()));
    }

    private Leftovers leftovers() throws IOException {
        return new Leftovers(new RuntimeDirectory(directory), Runnable::run);
    }

    private static void check(Leftovers leftovers) {
        leftovers.check(System.nanoTime() + TimeUnit.SECONDS.toNanos(60), Duration.ofSeconds(30));
    }

    @Test
    void deletesWhatAProxyLeftThatWasStillDyingAtTheStart() throws Exception {
        Path left = ofOther();
        Leftovers leftovers = leftovers();
        check(leftovers);
        assertThat(left).exists();

        other.destroyForcibly().onExit().join();
        check(leftovers);

        assertThat(left).doesNotExist();
    }

    @Test
    void deletesItAtTheEndAtTheLatest() throws Exception {
        Path left = ofOther();
        Leftovers leftovers = leftovers();
        other.destroyForcibly().onExit().join();

        leftovers.delete();

        assertThat(left).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 24, 24 * 365})
    void doesNotKeepItLongerBecauseTheClockWasSetBack(long hours) throws Exception {
        Path left = ofOther();
        other.destroyForcibly().onExit().join();
        Path died = Files.createFile(left.resolve("died"));
        Files.setLastModifiedTime(died, FileTime.from(Instant.now().plus(Duration.ofHours(hours))));
        Leftovers leftovers = leftovers();

        leftovers.check(System.nanoTime(), Duration.ofSeconds(30));
        assertThat(left).exists();
        check(leftovers);
        assertThat(left).doesNotExist();
    }

    @Test
    void leavesWhatIsNoProxys() throws Exception {
        Path strange = Files.createDirectory(directory.resolve("proxy-of-somebody"));
        Leftovers leftovers = leftovers();

        check(leftovers);
        leftovers.delete();

        assertThat(strange).exists();
    }
}
