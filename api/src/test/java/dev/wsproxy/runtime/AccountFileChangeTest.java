// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts are added and removed without touching the rest. */
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
            assertThat(files).as("no draft is left").containsExactly(file.path());
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
        Object version = file.version();
        write("# other text\n");
        assertThatThrownBy(() -> PrivateFile.replace(file.path(), "# mine\n", version))
                .hasMessageContaining("another program has changed it at the same time; try again");
        assertThat(Files.readString(file.path())).isEqualTo("# other text\n");
    }
}
