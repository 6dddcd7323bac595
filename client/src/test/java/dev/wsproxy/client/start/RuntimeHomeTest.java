// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeHomeTest {
    @TempDir
    Path folder;

    private Path home;
    private Path note;
    private Map<String, String> environment;

    @BeforeEach
    void makeHome() throws IOException {
        home = folder.resolve("runtime");
        Files.createDirectories(home.resolve("lib/boot"));
        Files.createDirectories(home.resolve("lib/client"));
        Files.createDirectories(home.resolve("conf"));
        Files.createFile(home.resolve("conf/jvm.args"));
        environment = Map.of("XDG_CONFIG_HOME", folder.resolve("config").toString());
        note = folder.resolve("config/wsproxy/home");
        Files.createDirectories(note.getParent());
    }

    private RuntimeHome find(Optional<Path> chosen, Map<String, String> environment, Optional<Path> jar) {
        return RuntimeHome.find(chosen, environment, jar);
    }

    @Test
    void prefersWhatTheApplicationChose() {
        Map<String, String> other = Map.of("WSPROXY_HOME", "/elsewhere");
        assertThat(find(Optional.of(home), other, Optional.empty()).path()).isEqualTo(home);
    }

    @Test
    void thenAsksTheEnvironment() throws IOException {
        Files.writeString(note, "/elsewhere\n");
        Map<String, String> set = Map.of("WSPROXY_HOME", home.toString(), "XDG_CONFIG_HOME", note.toString());
        assertThat(find(Optional.empty(), set, Optional.empty()).path()).isEqualTo(home);
    }

    @Test
    void thenReadsTheUsersNote() throws IOException {
        Files.writeString(note, home + "\n");
        assertThat(find(Optional.empty(), environment, Optional.of(Path.of("/x/lib/client/c.jar")))
                        .path())
                .isEqualTo(home);
    }

    @Test
    void thenLooksAroundItsOwnJar() throws IOException {
        Files.writeString(note, "/no/longer/there\n");
        Path jar = home.resolve("lib/client/wsproxy-client.jar");
        assertThat(find(Optional.empty(), environment, Optional.of(jar)).path()).isEqualTo(home);
    }

    @Test
    void saysWhereItLookedAndWhatToDo() throws IOException {
        Files.writeString(note, "/no/longer/there\n");
        assertThatThrownBy(() -> find(Optional.empty(), environment, Optional.of(Path.of("/repo/wsproxy-client.jar"))))
                .isInstanceOf(FailureException.class)
                .hasMessage("RUNTIME_NOT_FOUND: no runtime home was found: WSPROXY_HOME is not set, " + note
                        + " names /no/longer/there where none is (any more), none is around /repo/wsproxy-client.jar;"
                        + " set WSPROXY_HOME to an unpacked wsproxy runtime, or run ./wsproxy once in the project's"
                        + " root, which notes its runtime in " + note);
    }

    @Test
    void refusesAChosenHomeThatIsNone() {
        assertThatThrownBy(() -> find(Optional.of(folder), environment, Optional.empty()))
                .hasMessage("RUNTIME_NOT_FOUND: the application chose " + folder + ", which is no wsproxy runtime: "
                        + folder.resolve("lib/boot") + " or " + folder.resolve("conf/jvm.args") + " is missing");
        Map<String, String> wrong = Map.of("WSPROXY_HOME", folder.toString());
        assertThatThrownBy(() -> find(Optional.empty(), wrong, Optional.empty()))
                .hasMessageStartingWith("RUNTIME_NOT_FOUND: WSPROXY_HOME names " + folder);
    }
}
