// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.wsproxy.Credentials;
import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CredentialSourceTest {
    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("account"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void readsTheEnvironment() {
        Map<String, String> environment = Map.of("APCA_API_KEY_ID", "k", "APCA_API_SECRET_KEY", "s");
        assertThat(CredentialSource.read(null, environment)).contains(new Credentials("k", "s"));
        assertThat(CredentialSource.read(null, Map.of())).isEmpty();
    }

    @Test
    void wantsBothHalves() {
        assertThatThrownBy(() -> CredentialSource.read(null, Map.of("APCA_API_KEY_ID", "the-key")))
                .isInstanceOf(FailureException.class)
                .hasMessage("INVALID_REQUEST: APCA_API_SECRET_KEY is not set, but the other one is");
    }

    @Test
    void prefersTheFile() throws IOException {
        Map<String, String> environment = Map.of("APCA_API_KEY_ID", "x", "APCA_API_SECRET_KEY", "y");
        assertThat(CredentialSource.read(file("# my account\nkey = k\nsecret= s \n"), environment))
                .contains(new Credentials("k", "s"));
    }

    @Test
    void acceptsNoOtherLines() throws IOException {
        for (String other : new String[] {"garbage", "hush hush", "keys=hush", "KEY=hush"}) {
            Path strange = file(other + "\nkey=k\nsecret=s\n");
            assertThatThrownBy(() -> CredentialSource.read(strange, Map.of()))
                    .isInstanceOf(FailureException.class)
                    .hasMessage("INVALID_REQUEST: the credentials file " + strange
                            + " has a line that is neither key=… nor secret=…; comments begin with #");
        }
    }

    @Test
    void doesNotQuoteAFileThatItCannotRead() throws IOException {
        Path broken = file("key=hush\\u00zz\n");
        assertThatThrownBy(() -> CredentialSource.read(broken, Map.of()))
                .hasMessageContaining("has a \\u that no four hexadecimal digits follow")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> CredentialSource.read(folder.resolve("none"), Map.of()))
                .hasMessage("INVALID_REQUEST: the credentials file " + folder.resolve("none")
                        + " cannot be used: there is no such file");
    }

    @Test
    void readsNothingThatIsOpenToOthers() throws IOException {
        for (String mode : new String[] {"rw-r-----", "rw--w----", "rw----r--"}) {
            Path open = Files.setPosixFilePermissions(file("key=k\nsecret=s\n"), PosixFilePermissions.fromString(mode));
            assertThatThrownBy(() -> CredentialSource.read(open, Map.of()))
                    .hasMessageContaining("is open to other users (if it is for wsproxy alone, run: chmod 600 " + open);
        }
    }

    @Test
    @Timeout(60)
    void readsWhatAnotherCommandPrintsIntoAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString())
                        .start()
                        .waitFor())
                .as("mkfifo")
                .isZero();
        Process printer = new ProcessBuilder("sh", "-c", "printf 'key=one\nsecret=two\n' > " + pipe).start();

        assertThat(CredentialSource.read(pipe, Map.of())).contains(new Credentials("one", "two"));
        assertThat(printer.waitFor()).isZero();
    }

    @Test
    void followsALinkThatTheUserNames() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), file("key=k\nsecret=s\n"));
        assertThat(CredentialSource.read(link, Map.of())).contains(new Credentials("k", "s"));
    }
}
