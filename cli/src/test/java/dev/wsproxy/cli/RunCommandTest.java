// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FailureException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the options of {@code wsproxy run} mean for the proxy. */
class RunCommandTest {
    private static Map<String, String> properties(String... arguments) {
        RunCommand command = new RunCommand(
                Console.of(new ByteArrayOutputStream(), new ByteArrayOutputStream(), false, Map.of()), new Shutdown());
        new CommandLine(command)
                .registerConverter(Duration.class, new DurationConverter())
                .parseArgs(arguments);
        return command.properties();
    }

    @Test
    void staysUntilItIsEnded() {
        assertThat(properties()).isEqualTo(Map.of("wsproxy.console", "true", "wsproxy.linger", "never"));
    }

    @Test
    void endsAfterItsLastClientIfToldTo() {
        assertThat(properties("--linger", "5s")).containsEntry("wsproxy.linger", "PT5S");
    }

    @Test
    void givesPortAndRoutesForThisRun() {
        assertThat(properties("--port", "9000", "--route", "/a=ws://127.0.0.1:1/a", "--route", "/b=wss://b.test/?x=1"))
                .containsEntry("wsproxy.websocket.port", "9000")
                .containsEntry("wsproxy.websocket.routes", "/a=ws://127.0.0.1:1/a /b=wss://b.test/?x=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2/iex=ws://a", "/v2/iex", "/v2/iex=http://a", "/a b=ws://c"})
    void explainsARouteThatIsNone(String route) {
        assertThatThrownBy(() -> properties("--route", route))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("--route " + route)
                .hasMessageContaining("PATH=URL");
    }

    @Test
    void explainsAPortThatIsNone() {
        assertThatThrownBy(() -> properties("--port", "70000"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("--port 70000");
    }
}
