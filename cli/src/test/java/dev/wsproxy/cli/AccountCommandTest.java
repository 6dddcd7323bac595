// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.Credentials;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.LocalAccount;
import dev.wsproxy.runtime.LocalAccounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AccountCommandTest {
    private static final Credentials OWN = new Credentials("PKABCDEFGH", "hush-hush");

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private AccountFile file;
    private TestConsole console;

    @BeforeEach
    void makeConsole() {
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        environment.put("APCA_API_KEY_ID", OWN.key());
        environment.put("APCA_API_SECRET_KEY", OWN.secret());
        file = AccountFile.fromEnvironment(environment);
        console = new TestConsole(environment);
    }

    private LocalAccounts accounts() {
        return file.read();
    }

    private void assertFails(int exitCode, String error, String... arguments) {
        TestConsole another = new TestConsole(environment);
        assertThat(another.run(arguments)).isEqualTo(exitCode);
        assertThat(another.err()).startsWith("wsproxy: " + error).doesNotContain(OWN.secret());
        assertThat(another.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "account add", "account list", "account token", "account remove"})
    void explainsItself(String command) {
        String[] words = (command + " --help").split(" ");
        assertThat(console.run(words)).isZero();
        assertThat(console.out()).startsWith("Usage: wsproxy " + command).contains("Exit codes:", "--verbose");
        assertThat(console.err()).isEmpty();
    }

    @Test
    void wantsASubcommand() {
        assertFails(2, "Missing required subcommand; see wsproxy account --help", "account");
    }

    @Test
    void storesTheKeysAndPrintsWhatAScriptNeeds() throws IOException {
        assertThat(console.run("account", "add", "paper")).isZero();

        LocalAccount paper = accounts().named("paper").orElseThrow();
        assertThat(paper.credentials()).isEqualTo(OWN);
        assertThat(paper.token()).matches("[A-Za-z0-9_-]{32}");
        assertThat(console.out().lines())
                .containsExactly("export APCA_API_KEY_ID=paper", "export APCA_API_SECRET_KEY=" + paper.token());
        assertThat(console.err()).contains(file.path().toString()).doesNotContain(OWN.secret(), paper.token());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
    }

    @Test
    void takesTheKeysFromAFile() throws IOException {
        Path own = Files.writeString(folder.resolve("own"), "key=AKFROMFILE\nsecret=s\n");
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
        assertThat(console.run("account", "add", "live", "--credentials", own.toString()))
                .isZero();
        assertThat(accounts().named("live").orElseThrow().credentials()).isEqualTo(new Credentials("AKFROMFILE", "s"));
    }

    @Test
    void replacesAnAccountOnlyWhenToldTo() {
        console.run("account", "add", "paper");
        LocalAccount former = accounts().named("paper").orElseThrow();

        assertFails(
                1,
                "INVALID_REQUEST: there is an account paper already: make a new token for it with wsproxy account"
                        + " token paper, choose another name, or give --replace",
                "account",
                "add",
                "paper");
        assertThat(accounts().all()).containsExactly(former);

        assertThat(console.run("account", "add", "paper", "--replace")).isZero();
        assertThat(accounts().all()).hasSize(1);
        assertThat(accounts().named("paper").orElseThrow().token()).isNotEqualTo(former.token());
    }

    @Test
    void listsNoSecrets() {
        assertThat(console.run("account", "list")).isZero();
        assertThat(console.err()).isEqualTo("wsproxy: no accounts in " + file.path() + System.lineSeparator());
        file.put(new LocalAccount("paper", OWN, "0123456789abcdef"));
        file.put(new LocalAccount("live", new Credentials("AK", "hush"), "0123456789abcdef"));

        assertThat(console.run("account", "list")).isZero();
        assertThat(console.out().lines().map(String::strip).toList())
                .isEqualTo(List.of("NAME   KEY", "paper  PKAB...", "live   A..."));
    }

    @Test
    void removesAnAccount() {
        console.run("account", "add", "paper");
        TestConsole another = new TestConsole(environment);
        assertThat(another.run("account", "remove", "paper")).isZero();
        assertThat(another.out().strip()).isEqualTo("removed: paper");
        assertThat(accounts().all()).isEmpty();
        assertFails(1, "INVALID_REQUEST: there is no account paper in " + file.path(), "account", "remove", "paper");
    }

    @Test
    void saysWhatIsMissingOrWrong() {
        assertFails(2, "an account's name is 1 to 64 letters, digits, - and _", "account", "add", "a.b");
        assertFails(2, "an account's name is 1 to 64 letters, digits, - and _", "account", "remove", "a.b");
        assertFails(2, "Missing required parameter: 'NAME'; see wsproxy account add --help", "account", "add");

        environment.put("APCA_API_SECRET_KEY", "two words");
        assertFails(1, "INVALID_REQUEST: the secret of account paper has a character", "account", "add", "paper");

        environment.remove("APCA_API_SECRET_KEY");
        assertFails(1, "INVALID_REQUEST: APCA_API_SECRET_KEY is not set", "account", "add", "paper");
        environment.remove("APCA_API_KEY_ID");
        assertFails(
                1,
                "INVALID_REQUEST: the account's key and secret are missing: set APCA_API_KEY_ID and",
                "account",
                "add",
                "paper");
    }

    @Test
    void makesANewTokenWithoutTheSecret() {
        console.run("account", "add", "paper");
        file.put(new LocalAccount("live", new Credentials("AK", "hush"), "0123456789abcdef"));
        LocalAccount former = accounts().named("paper").orElseThrow();
        environment.put("APCA_API_KEY_ID", "paper");
        environment.put("APCA_API_SECRET_KEY", former.token());

        TestConsole another = new TestConsole(environment);
        assertThat(another.run("account", "token", "paper")).isZero();
        LocalAccount renewed = accounts().named("paper").orElseThrow();
        assertThat(renewed.credentials()).isEqualTo(OWN);
        assertThat(renewed.token()).matches("[A-Za-z0-9_-]{32}").isNotEqualTo(former.token());
        assertThat(another.out().lines())
                .containsExactly("export APCA_API_KEY_ID=paper", "export APCA_API_SECRET_KEY=" + renewed.token());
        assertThat(another.err()).doesNotContain(OWN.secret(), renewed.token());
        assertThat(accounts().all()).hasSize(2);
    }

    @Test
    void makesNoTokenForAnAccountThatIsNotThere() {
        assertFails(
                1,
                "INVALID_REQUEST: there is no account paper in " + file.path()
                        + ": add it with wsproxy account add paper",
                "account",
                "token",
                "paper");
        assertThat(file.path().getParent()).as("nothing is made").doesNotExist();
        assertFails(2, "an account's name is 1 to 64 letters, digits, - and _", "account", "token", "a.b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "paper --replace"})
    void doesNotTakeALocalTokenForASecret(String account) {
        console.run("account", "add", "paper");
        LocalAccounts before = accounts();
        environment.put("APCA_API_KEY_ID", "paper");
        assertFails(
                1,
                "INVALID_REQUEST: the key in APCA_API_KEY_ID is the local name of the account paper, not a key of the"
                        + " provider: give the provider's key and secret, or make a new token for the account with"
                        + " wsproxy account token paper",
                ("account add " + account).split(" "));
        assertThat(accounts()).isEqualTo(before);
    }
}
