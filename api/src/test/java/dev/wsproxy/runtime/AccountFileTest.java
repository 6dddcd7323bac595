// SPDX-License-Identifier: MIT
package dev.wsproxy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.wsproxy.Credentials;
import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file is read only when it is this user's alone, and no complaint quotes a secret. */
@Timeout(60)
class AccountFileTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final String PAPER = "paper.key=PK1\npaper.secret=hush-hush\npaper.token=" + TOKEN + "\n";

    @TempDir
    Path folder;

    private AccountFile file;

    @BeforeEach
    void place() throws IOException {
        file = AccountFile.fromEnvironment(Map.of("XDG_CONFIG_HOME", folder.toString()));
        Files.createDirectories(file.path().getParent());
    }

    private void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8), "rw-------");
    }

    private void write(byte[] bytes, String permissions) throws IOException {
        Files.write(file.path(), bytes);
        Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString(permissions));
    }

    private void assertUnusable(String why) {
        assertThatThrownBy(() -> file.read())
                .isInstanceOf(FailureException.class)
                .hasMessageStartingWith("INVALID_REQUEST: the credentials file " + file.path() + " cannot be used: ")
                .hasMessageContaining(why)
                .hasMessageNotContainingAny("hush", TOKEN, "PK1");
    }

    @Test
    void liesInTheUsersConfiguration() {
        assertThat(file.path()).isEqualTo(folder.resolve("wsproxy/credentials"));
        assertThat(AccountFile.fromEnvironment(Map.of()).path().toString())
                .endsWith("/.config/wsproxy/credentials")
                .startsWith(System.getProperty("user.home"));
        assertThat(AccountFile.fromEnvironment(Map.of("HOME", "/home/other")).path())
                .hasToString("/home/other/.config/wsproxy/credentials");
        assertThat(new RuntimeDirectory(folder)
                        .state(Map.of("HOME", "/home/other"))
                        .toString())
                .startsWith("/home/other/.local/state/wsproxy/");
    }

    @Test
    void holdsNothingWhenItIsNotThere() throws IOException {
        assertThat(file.read().all()).isEmpty();
        write("# nothing yet\n\n");
        assertThat(file.read().all()).isEmpty();
    }

    @Test
    void readsAccountsAndComments() throws IOException {
        write("\uFEFF# mine\n" + PAPER + "\n  ! more\nlive_2.key : AK\\\n   2\r\nlive_2.secret a\\\\b\nlive_2.token="
                + TOKEN + "x \n");
        assertThat(file.read().all())
                .containsExactly(
                        new LocalAccount("paper", new Credentials("PK1", "hush-hush"), TOKEN),
                        new LocalAccount("live_2", new Credentials("AK2", "a\\b"), TOKEN + "x"));
    }

    @Test
    void showsNoSecret() throws IOException {
        write(PAPER);
        assertThat(file.read().toString()).contains("paper").doesNotContain("hush", TOKEN, "PK1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---", "rw-rw-rw-"})
    void refusesAFileThatIsOpenToOthers(String permissions) throws IOException {
        write(PAPER.getBytes(StandardCharsets.UTF_8), permissions);
        assertUnusable("it is open to other users (if it is for wsproxy alone, run: chmod 600 " + file.path() + ")");
    }

    @Test
    void takesAFileThatOnlyItsOwnerMayRead() throws IOException {
        write(PAPER.getBytes(StandardCharsets.UTF_8), "r--------");
        assertThat(file.read().all()).hasSize(1);
    }

    @Test
    void refusesWhatIsNoRegularFile() throws Exception {
        Files.createDirectory(file.path());
        assertUnusable("it is a directory");
        Files.delete(file.path());

        Path real = Files.writeString(folder.resolve("real"), PAPER);
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-------"));
        Files.createSymbolicLink(file.path(), real);
        assertUnusable("it is a symbolic link, which is not followed");
        Files.delete(file.path());

        Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", file.path().toString()).start();
        assumeThat(mkfifo.waitFor()).as("mkfifo").isZero();
        assertUnusable("it is not a regular file");
    }

    @Test
    void refusesALargeFileAndOneThatIsNoText() throws IOException {
        write("#".repeat(PrivateFile.MAX_BYTES + 1));
        assertUnusable("it is larger than 65536 bytes");
        write(new byte[] {'#', (byte) 0xFF, '\n'}, "rw-------");
        assertUnusable("it is not text in UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hush | line 5 is none of NAME.key=…, NAME.secret=… and NAME.token=…; comments begin with #",
                "key=hush | line 5 is none of",
                "paper.hush=x | line 5 is none of",
                "a.b.key=hush | line 5 is none of",
                "-x.key=hush | line 5 is none of",
                "live.key=hush\\u00zz | line 5 has a \\u that no four hexadecimal digits follow",
                "paper.key=hush | there are two lines paper.key",
                "live.key=hush | the secret of account live is missing",
                "live.secret=hush | the key of account live is missing",
            })
    void saysWhichLineIsWrongWithoutQuotingIt(String line, String complaint) throws IOException {
        write("# one\n" + PAPER + line + "\n");
        assertUnusable(complaint);
    }

    @Test
    void wantsLongTokensAndPlainCharacters() throws IOException {
        write(PAPER.replace(TOKEN, TOKEN.substring(1)));
        assertUnusable("the token of account paper is shorter than 16 characters: make one with wsproxy account token"
                + " paper");
        write(PAPER.replace("hush-hush", "hush hush"));
        assertUnusable("the secret of account paper has a character that is not printable ASCII, or a space");
    }

    @Test
    void wantsNamesThatAreNoKeys() throws IOException {
        write(PAPER.replace("PK1", "paper"));
        assertUnusable("the key of account paper is the name of an account");
    }
}
