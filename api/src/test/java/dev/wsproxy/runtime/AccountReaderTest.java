// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.wsproxy.Credentials;
import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is read when it has changed, and as long as it cannot be used. */
class AccountReaderTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final LocalAccount PAPER = new LocalAccount("paper", new Credentials("PK1", "hush"), TOKEN);
    private static final LocalAccount CHANGED = new LocalAccount("paper", new Credentials("PK2", "hush"), TOKEN);

    @TempDir
    Path folder;

    private AccountFile file;
    private AccountReader reader;

    @BeforeEach
    void place() {
        file = new AccountFile(folder.resolve("credentials"));
        reader = new AccountReader(file);
    }

    private void assertReads(LocalAccount... accounts) {
        assertThat(reader.readIfChanged()).contains(new LocalAccounts(List.of(accounts)));
        assertThat(reader.readIfChanged()).as("nothing has changed").isEmpty();
    }

    private void permit(String permissions) throws IOException {
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString(permissions));
    }

    @Test
    void readsWhatHasChanged() throws IOException {
        assertReads();
        file.put(PAPER);
        assertReads(PAPER);
        file.put(CHANGED);
        assertReads(CHANGED);
        Files.delete(file.path());
        assertReads();
    }

    @Test
    void seesAChangeThatLeavesLengthAndTimeAsTheyAre() throws IOException {
        file.put(PAPER);
        FileTime modified = Files.getLastModifiedTime(file.path());
        assertReads(PAPER);
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("unix");

        Files.writeString(file.path(), Files.readString(file.path()).replace("PK1", "PK2"));
        Files.setLastModifiedTime(file.path(), modified);
        assertReads(CHANGED);
    }

    @Test
    void triesAgainWhileTheFileCannotBeUsed() throws IOException {
        file.put(PAPER);
        assertReads(PAPER);
        permit("rw-r--r--");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(reader::readIfChanged)
                    .isInstanceOf(FailureException.class)
                    .hasMessageContaining("is open to other users");
        }
        permit("rw-------");
        assertReads(PAPER);
    }

    @Test
    void recoversFromATroubleThatIsNotTheFiles() throws IOException {
        Path moved = folder.resolve("moved");
        Path directory = Files.createDirectory(folder.resolve("directory"));
        file = new AccountFile(directory.resolve("credentials"));
        reader = new AccountReader(file);
        file.put(PAPER);
        Files.move(directory, moved);
        Files.createSymbolicLink(directory, directory);
        assertThatThrownBy(reader::readIfChanged).hasMessageContaining("it cannot be read or written: ");

        Files.delete(directory);
        Files.move(moved, directory);
        assertThat(reader.readIfChanged()).isEqualTo(Optional.of(new LocalAccounts(List.of(PAPER))));
    }
}
