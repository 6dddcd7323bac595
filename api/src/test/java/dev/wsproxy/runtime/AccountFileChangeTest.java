// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Accounts are added and removed without touching the rest. */
@Timeout(120)
class AccountFileChangeTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final LocalAccount PAPER = new LocalAccount("paper", new Credentials("PK1", "se\\cret=1"), TOKEN);
    private static final LocalAccount LIVE = new LocalAccount("live", new Credentials("AK1", "s"), TOKEN);

    @TempDir
    Path folder;

    private AccountFile file;

    @BeforeEach
    void place() {
        file = new AccountFile(folder.resolve("made/credentials"));
    }

    private Path lock() {
        return file.path().resolveSibling("credentials.lock");
    }

    private void write(String text) throws IOException {
        Files.createDirectories(file.path().getParent());
        Files.writeString(file.path(), text);
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void isMadeForItsOwnerOnly() throws IOException {
        file.put(PAPER);

        assertThat(file.read().all()).containsExactly(PAPER);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(file.path().getParent())))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(file.path().getParent())) {
            assertThat(files).as("no draft is left").containsExactlyInAnyOrder(file.path(), lock());
        }
    }

    @Test
    void keepsWhatElseIsThere() throws IOException {
        String rest = "# my accounts\n\nlive.key AK1\nlive.secret: \\\n   s\n#live.token=old\nlive.token=" + TOKEN;
        write(rest);
        file.put(PAPER);

        assertThat(Files.readString(file.path()))
                .isEqualTo(rest + "\npaper.key=PK1\npaper.secret=se\\\\cret=1\npaper.token=" + TOKEN + "\n");
        assertThat(file.read().all()).containsExactly(LIVE, PAPER);
        assertThat(file.remove("paper")).isTrue();
        assertThat(Files.readString(file.path())).isEqualTo(rest + "\n");
        assertThat(file.remove("paper")).isFalse();
    }

    @Test
    void replacesAnAccountWhereverItsLinesStand() throws IOException {
        write("paper.key=old\nlive.key=AK1\npa\\u0070er.secret=o\\\n  ld\nlive.secret=s\nlive.token=" + TOKEN
                + "\npaper.token=old-0123456789abcdef\n");
        file.put(PAPER);

        assertThat(file.read().all()).containsExactly(LIVE, PAPER);
        assertThat(Files.readString(file.path())).doesNotContain("old", "\n  ld");
    }

    @Test
    void touchesNothingWhenTheFileCannotBeUnderstood() throws IOException {
        write("nonsense\n");
        assertThatThrownBy(() -> file.put(PAPER)).hasMessageContaining("line 1 is none of");
        assertThatThrownBy(() -> file.remove("paper")).hasMessageContaining("line 1 is none of");
        assertThat(Files.readString(file.path())).isEqualTo("nonsense\n");
    }

    @Test
    void refusesToStoreALocalNameForAKey() {
        file.put(PAPER);
        assertThatThrownBy(() -> file.put(new LocalAccount("other", new Credentials("paper", TOKEN), TOKEN)))
                .hasMessageContaining("the key of account other is the name of an account");
        assertThat(file.read().all()).containsExactly(PAPER);
    }

    @Test
    void noticesAnotherProgramThatChangesIt() throws IOException {
        write("# one\n");
        Object version = PrivateFile.version(file.path());
        write("# other text\n");
        assertThatThrownBy(() -> PrivateFile.replace(file.path(), "# mine\n", version))
                .hasMessageContaining("another program has changed it at the same time; try again");
        assertThat(Files.readString(file.path())).isEqualTo("# other text\n");
    }

    @Test
    void addsOnlyWhatIsNotThere() {
        assertThat(file.add(PAPER)).isTrue();
        assertThat(file.add(new LocalAccount("paper", new Credentials("PK2", "s"), TOKEN)))
                .isFalse();
        assertThat(file.read().all()).containsExactly(PAPER);
    }

    @Test
    void renewsATokenAndKeepsTheKeys() {
        file.put(PAPER);
        file.put(LIVE);
        LocalAccount renewed = new LocalAccount("paper", PAPER.credentials(), "new-" + TOKEN);
        assertThat(file.renew("paper", "new-" + TOKEN)).contains(renewed);
        assertThat(file.read().all()).containsExactly(LIVE, renewed);
        assertThat(file.renew("nobody", TOKEN)).isEmpty();
    }

    @Test
    void losesNoneOfManyThatAreAddedAtOnce() throws Exception {
        int count = 8;
        ExecutorService threads = Executors.newFixedThreadPool(count);
        List<Callable<Boolean>> additions = IntStream.range(0, count)
                .<Callable<Boolean>>mapToObj(i ->
                        () -> file.add(new LocalAccount("account-" + i, new Credentials("K" + i, "s"), TOKEN)))
                .toList();
        try {
            for (Future<Boolean> addition : threads.invokeAll(additions)) {
                assertThat(addition.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(file.read().all()).hasSize(count);
    }

    @Test
    void waitsForAnotherProcessThatChangesIt() throws Exception {
        file.put(PAPER);
        Process holder = LockHolder.start(lock());
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> addition = thread.submit(() -> file.add(LIVE));
            assertThatThrownBy(() -> addition.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(file.read().all()).containsExactly(PAPER);

            holder.getOutputStream().close();
            assertThat(addition.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(file.read().all()).containsExactly(PAPER, LIVE);
        } finally {
            holder.destroyForcibly();
            thread.shutdownNow();
        }
    }
}
