// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the lock is for, and what it says when it cannot be had; how it locks is tested by {@link ProcessLockTest}. */
@Timeout(60)
class SpawnLockTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void saysWhoHoldsIt() throws Exception {
        RuntimeDirectory directory = new RuntimeDirectory(folder);
        Process holder = LockHolder.start(directory.spawnLock());
        try {
            assertThat(SpawnLock.hold(directory, SHORT, () -> "mine")).isEmpty();
            assertThat(SpawnLock.held(directory, LONG))
                    .hasToString("TIMEOUT: another process looks for a proxy, or starts one, and has held "
                            + directory.spawnLock() + " for more than 30 s: pid " + holder.pid()
                            + "; if it hangs or is suspended, let it go on or end it");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(SpawnLock.hold(directory, LONG, () -> "mine")).contains("mine");
    }

    @Test
    void saysThatItsFileCannotBeUsed() {
        RuntimeDirectory directory = new RuntimeDirectory(folder.resolve("missing"));
        assertThatThrownBy(() -> SpawnLock.hold(directory, SHORT, () -> "mine"))
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("BAD_DIRECTORY: the lock file " + directory.spawnLock() + " cannot be opened");
    }

    @Test
    void takesNoFailureOfItsTaskForItsOwn() {
        RuntimeDirectory directory = new RuntimeDirectory(folder);
        IOException ofTheTask = new IOException("no proxy to be found");
        assertThatThrownBy(() -> SpawnLock.hold(directory, SHORT, () -> {
                    throw ofTheTask;
                }))
                .isSameAs(ofTheTask);
    }
}
