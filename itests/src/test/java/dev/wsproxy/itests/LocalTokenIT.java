// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The account's keys lie in the user's file; programs have its local name and a token. */
class LocalTokenIT extends EndpointScene {
    private static final String SECRET = Upstream.CREDENTIALS.secret();

    private final AccountFile file = AccountFile.fromEnvironment(System.getenv());
    private Credentials local;

    @BeforeEach
    void entrust() throws Exception {
        assertThat(System.getenv("XDG_CONFIG_HOME"))
                .as("not the configuration of the user who runs the tests")
                .contains("target");
        List<String> lines = run("account", "add", "paper", "--replace");
        assertThat(lines.get(0)).isEqualTo("export APCA_API_KEY_ID=paper");
        local = new Credentials("paper", Secrets.remember(lines.get(1).replace("export APCA_API_SECRET_KEY=", "")));
        assertThat(file.read().named("paper").orElseThrow().credentials()).isEqualTo(Upstream.CREDENTIALS);
    }

    @AfterEach
    void removeFile() throws Exception {
        Files.deleteIfExists(file.path());
    }

    private List<String> run(String... arguments) throws Exception {
        Command command = playground.command(arguments);
        assertThat(command.exitCode()).as(command.errors()).isZero();
        assertThat(command.errors()).doesNotContain(SECRET);
        return command.lines();
    }

    private OpenOptions open(Credentials credentials) {
        return OpenOptions.url(upstream.url()).credentials(credentials).build();
    }

    @Test
    void sharesOneConnectionBetweenTokensAndRealKeys() throws Exception {
        Recorder real = new Recorder();
        Recorder token = new Recorder();
        local(playground, real).open(upstream.open()).subscribe("trades", "AAPL");
        run("log-level", "trace");
        local(playground, token).open(open(local)).subscribe("trades", "AAPL", "SPY");
        SdkClient byMessage = sdk(FEED).subscribe(local, "AAPL", "MSFT");
        SdkClient byHeader = sdk(FEED, "APCA-API-KEY-ID", "paper", "APCA-API-SECRET-KEY", local.secret());
        byHeader.awaitOther("\"authenticated\"");
        int count = 500;
        for (String symbol : List.of("AAPL", "MSFT", "SPY")) {
            upstream.simulator().publishTrades(symbol, count);
        }

        awaitTrades(byMessage, "AAPL", count);
        awaitTrades(byMessage, "MSFT", count);
        await().atMost(Playground.DEADLINE).untilAsserted(() -> {
            assertThat(real.trades("AAPL")).hasSize(count);
            assertThat(token.trades("AAPL")).hasSize(count);
            assertThat(token.trades("SPY")).hasSize(count);
        });
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
        assertThat(playground.status().orElseThrow().connections())
                .singleElement()
                .satisfies(connection -> assertThat(connection.clients()).isEqualTo(4));
        assertNowhere(SECRET);
        assertNowhere(local.secret());
    }

    /** Neither in what the proxy says of itself nor in its log. */
    private void assertNowhere(String secret) throws Exception {
        assertThat(String.join("\n", run("status", "--json")))
                .contains("alpaca")
                .doesNotContain(secret);
        Path log = new RuntimeDirectory(playground.dir())
                .state(System.getenv())
                .resolve("logs")
                .resolve("wsproxy.log");
        assertThat(Files.readString(log)).contains("joined over").doesNotContain(secret);
    }

    @Test
    void refusesAWrongTokenWithoutAskingTheUpstream() {
        Credentials wrong = new Credentials("paper", "wrong-" + local.secret());
        SdkClient stays = sdkOfNewProxy();
        stays.authenticate(wrong);
        stays.awaitOther("{\"T\":\"error\",\"code\":402,\"msg\":\"auth failed\"}");
        SdkClient byHeader = sdk(FEED, "APCA-API-KEY-ID", "paper", "APCA-API-SECRET-KEY", wrong.secret());
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(byHeader.end()).startsWith("1008 AUTHENTICATION_FAILED (402): "));
        assertThatThrownBy(() -> local(playground, new Recorder()).open(open(wrong)))
                .isInstanceOfSatisfying(FailureException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
                    assertThat(e.failure().reason()).contains("not the local token of the account paper");
                });
        assertThat(upstream.simulator().stats().connectionsOpened()).isZero();

        stays.authenticate(local);
        stays.awaitOther("\"authenticated\"");
        assertThat(upstream.simulator().stats().connectionsAccepted()).isEqualTo(1);
        assertThat(upstream.simulator().stats().refusalsByCode()).isEqualTo(Map.of());
    }

    private SdkClient sdkOfNewProxy() {
        local(playground, new Recorder());
        SdkClient client = sdk(FEED);
        client.awaitOther("\"connected\"");
        return client;
    }

    @Test
    void followsTheFileWhileItRuns() throws Exception {
        local(playground, new Recorder()).open(open(local));
        Credentials former = local;
        List<String> lines = run("account", "token", "paper");
        assertThatThrownBy(() -> local(playground, new Recorder()).open(open(former)))
                .hasMessageContaining("not the local token of the account paper");
        local = new Credentials("paper", Secrets.remember(lines.get(1).replace("export APCA_API_SECRET_KEY=", "")));
        local(playground, new Recorder()).open(open(local));
        assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
    }

    @Test
    void getsItsConnectionBackFromTheNextProxy() throws Exception {
        Recorder recorder = new Recorder();
        Connection connection = local(playground, recorder).open(open(local));
        connection.subscribe("trades", "AAPL");
        upstream.simulator().publishTrades("AAPL", 10);
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(recorder.trades("AAPL")).hasSize(10));

        ProcessHandle killed = playground.proxy().orElseThrow();
        killed.destroyForcibly();

        await().atMost(Playground.DEADLINE)
                .until(() -> upstream.simulator().stats().connectionsAccepted() == 2
                        && SharingIT.held(upstream, "trades").contains("AAPL"));
        upstream.simulator().publishTrades("AAPL", 10);
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(recorder.trades("AAPL")).hasSize(20));
    }
}
