// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class MainTest {
    private static final String EMPTY_SUMMARY =
            "{\"received\":0,\"bytes\":0,\"gaps\":0,\"missed\":0,\"reconnects\":0,\"errors\":0,\"connectionId\":0,"
                    + "\"newConnection\":false}";

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private TestConsole console;

    @BeforeEach
    void makeConsole() {
        environment.put("WSPROXY_DIR", folder.resolve("dir").toString());
        environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
        console = new TestConsole(environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tail", "status", "run", "stop", "log-level", "cert", "simulate", "demo"})
    void explainsEachCommand(String command) {
        assertThat(console.run(command, "--help")).isZero();
        assertThat(console.out()).startsWith("Usage: wsproxy " + command).contains("Exit codes:", "--verbose");
        assertThat(console.out()).as("not a terminal").doesNotContain("\u001b[");
        assertThat(console.err()).isEmpty();
    }

    @Test
    void listsEveryCommandButTheHiddenOne() {
        assertThat(console.run("--help")).isZero();
        assertThat(console.out())
                .contains("tail", "status", "run", "stop", "log-level", "account", "cert", "simulate", "demo")
                .contains("WSPROXY_DIR", "WSPROXY_HOME")
                .doesNotContain("demo-client");
    }

    @Test
    void saysItsVersion() {
        assertThat(console.run("--version")).isZero();
        assertThat(console.out()).matches("wsproxy \\d+\\.\\d+\\.\\d+\\S*, Java \\S+\\s+");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tail|Missing required parameter: 'URL'; see wsproxy tail --help",
                "nonsense|Unmatched argument at index 0: 'nonsense'; see wsproxy --help",
                "''|Unmatched argument at index 0: ''; see wsproxy --help",
                "tail ws://x --duration 5x|Invalid value for option '--duration': '5x' is not a duration; write 500ms,"
                        + " 10s, 2m or 1h; see wsproxy tail --help",
                "tail ws://x --subscribe AAPL|Invalid value for option '--subscribe' (CHANNEL=SYM,SYM): 'AAPL' is not"
                        + " CHANNEL=SYM,SYM, for instance trades=AAPL,MSFT; see wsproxy tail --help",
                "tail ws://x --timeout 0s|the time-out must be positive: timeout=PT0S",
                "simulate --rate -1|rate: value=-1, allowed=0..10000000",
                "simulate --crypto BTC|symbol: value=BTC, allowed on a crypto feed=a pair such as BTC/USD",
                "demo --rate -1|rate: value=-1, allowed=0..10000000",
            })
    void saysWhatIsWrongWithTheCommandLine(String arguments, String complaint) {
        assertThat(console.run(arguments.split(" "))).isEqualTo(2);
        assertThat(console.err()).isEqualTo("wsproxy: " + complaint + System.lineSeparator());
        assertThat(console.out()).isEmpty();
    }

    @Test
    void findsNoProxyRunningAndMakesNoDirectory() {
        assertThat(console.run("status")).isZero();
        assertThat(console.run("stop")).isZero();
        assertThat(console.out().lines()).containsExactly("not running", "not running");
        assertThat(folder.resolve("dir")).doesNotExist();
    }

    @Test
    void describesTheAbsenceOfAProxyWithTheSameKeys() {
        assertThat(console.run("status", "--json")).isZero();
        JsonNode status = JsonMapper.shared().readTree(console.out());
        assertThat(status.propertyNames())
                .containsExactly(
                        "running",
                        "pid",
                        "version",
                        "uptimeSeconds",
                        "directory",
                        "clients",
                        "connections",
                        "bundles",
                        "services");
        assertThat(status.get("running").booleanValue()).isFalse();
        assertThat(status.get("directory").stringValue()).isEqualTo(environment.get("WSPROXY_DIR"));
    }

    @Test
    void cannotChangeTheLogLevelOfNoProxy() {
        assertThat(console.run("log-level", "debug")).isEqualTo(1);
        assertThat(console.err())
                .isEqualTo("wsproxy: NOT_RUNNING: no proxy is running in " + environment.get("WSPROXY_DIR")
                        + System.lineSeparator());
    }

    @Test
    void showsAStackTraceOnlyWhenAskedTo() {
        assertThat(console.run("-v", "log-level", "debug")).isEqualTo(1);
        assertThat(console.err()).contains("at dev.wsproxy");
        environment.put("WSPROXY_DEBUG", "1");
        TestConsole debugging = new TestConsole(environment);
        assertThat(debugging.run("log-level", "debug")).isEqualTo(1);
        assertThat(debugging.err()).contains("at dev.wsproxy");
    }

    @Test
    void cannotRunWithoutARuntime() {
        environment.put("WSPROXY_HOME", folder.toString());
        assertThat(console.run("run")).isEqualTo(1);
        assertThat(console.err()).startsWith("wsproxy: RUNTIME_NOT_FOUND: WSPROXY_HOME names " + folder);
    }

    @Test
    void refusesCredentialsThatOthersCanRead() throws IOException {
        Path file = Files.writeString(folder.resolve("account"), "key=k\nsecret=s\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(console.run("tail", "ws://localhost", "--credentials", file.toString()))
                .isEqualTo(1);
        assertThat(console.err())
                .startsWith("wsproxy: INVALID_REQUEST: the credentials file " + file
                        + " cannot be used: it is open to other users (if it is for wsproxy alone,"
                        + " run: chmod 600 " + file);
    }

    @Test
    void endsTailWithASummaryEvenWhenItCouldNotConnect() {
        assertThat(console.run("tail", "ws://localhost", "--no-start")).isEqualTo(1);
        assertThat(console.err().lines())
                .containsExactly(
                        "wsproxy: NOT_RUNNING: no proxy is running in " + environment.get("WSPROXY_DIR")
                                + ", and this client was told not to start one",
                        EMPTY_SUMMARY);
        assertThat(console.out()).isEmpty();
    }

    @Test
    void namesTheWaitingModesAsTheyAreTyped() {
        assertThat(console.run("tail", "ws://localhost", "--wait", "foo")).isEqualTo(2);
        assertThat(console.err()).contains("'--wait': expected one of [backoff, spin] but was 'foo'; see ");
        assertThat(console.run("log-level", "loud")).isEqualTo(2);
        assertThat(console.err()).contains("[off, error, warn, info, debug, trace]");
        assertThat(console.run("tail", "ws://localhost", "--wait", "Spin", "--no-start"))
                .isEqualTo(1);
    }

    @Test
    void servesTheSimulatorUntilItIsAskedToEnd() throws Exception {
        Thread command = new Thread(() -> console.run(
                "simulate", "--rate", "0", "--symbols", "AAPL,MSFT", "--crypto", "BTC/USD", "--events", "1m"));
        command.start();
        org.awaitility.Awaitility.await()
                .atMost(dev.wsproxy.testkit.Deadlines.GENEROUS)
                .until(() -> console.out().contains("/stats"));
        console.shutdown.request();
        command.join(30_000);
        assertThat(command.isAlive()).isFalse();
        assertThat(console.out().lines().findFirst().orElseThrow()).matches("ws://127\\.0\\.0\\.1:\\d+/v2/\\w+");
        assertThat(console.out()).contains("/v1beta3/crypto/us", "/v1beta1/opra", "/v1beta1/news");
    }
}
