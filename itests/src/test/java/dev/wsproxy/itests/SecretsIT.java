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
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.EndpointCertificate;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.testkit.websocket.RawServer;
import dev.wsproxy.testkit.websocket.ServerConnection;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Secrets of every kind, used in every way that there is while the proxy says as much as it can of itself, and looked for
 * everywhere but in the memory of the processes and in the file that holds them.
 */
class SecretsIT extends EndpointScene {
    private final AccountFile file = AccountFile.fromEnvironment(System.getenv());
    private final Recorder recorder = new Recorder();

    @AfterEach
    void removeFile() throws Exception {
        Files.deleteIfExists(file.path());
    }

    private static String secret(String what) {
        return Secrets.remember(what + "-" + UUID.randomUUID());
    }

    private String run(String... arguments) throws Exception {
        Command command = playground.command(arguments);
        assertThat(command.exitCode()).as(command.errors()).isZero();
        assertThat(Secrets.in(command.errors())).isEmpty();
        return String.join("\n", command.lines());
    }

    private static OpenOptions open(String url, Credentials credentials) {
        return OpenOptions.url(url).credentials(credentials).build();
    }

    @Test
    void areNowhereWhileTheyAreUsedNorAfterFailures() throws Exception {
        ProxyClient client = local(playground, recorder);
        run("log-level", "trace");
        String printed = run("account", "add", "paper", "--replace");
        Credentials token = new Credentials("paper", Secrets.remember(printed.substring(printed.lastIndexOf('=') + 1)));

        useByAlpacasProtocol(client, token);
        failByAlpacasProtocol(client, token);
        passThrough(client);
        assertNowhere();

        upstream.simulator().close();
        await("the upstream is lost")
                .atMost(Playground.DEADLINE)
                .until(() -> recorder.events().contains("reconnecting"));
        assertNowhere();
    }

    private void useByAlpacasProtocol(ProxyClient client, Credentials token) throws Exception {
        client.open(upstream.open()).subscribe("trades", "AAPL");
        client.open(open(upstream.url(), token)).subscribe("trades", "MSFT");
        sdk(FEED).subscribe("AAPL");
        sdk(FEED).subscribe(token, "AAPL");
        for (Credentials each : List.of(Upstream.CREDENTIALS, token)) {
            sdk(FEED, "APCA-API-KEY-ID", each.key(), "APCA-API-SECRET-KEY", each.secret())
                    .awaitOther("\"authenticated\"");
        }
        upstream.simulator().publishTrades("AAPL", 100);
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(recorder.trades("AAPL")).hasSizeGreaterThanOrEqualTo(100));
    }

    private void failByAlpacasProtocol(ProxyClient client, Credentials token) {
        String wrong = secret("wrong");
        for (Credentials each : List.of(
                new Credentials("demo-key", wrong),
                new Credentials(token.key(), wrong),
                new Credentials(secret("nobody"), wrong))) {
            assertThatThrownBy(() -> client.open(open(upstream.url(), each)))
                    .isInstanceOfSatisfying(FailureException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
                        assertThat(Secrets.in(e.toString())).isEmpty();
                    });
            SdkClient sdk = sdk(FEED);
            sdk.awaitOther("\"connected\"");
            sdk.authenticate(each);
            sdk.awaitOther("402");
            SdkClient byHeader = sdk(FEED, "APCA-API-KEY-ID", each.key(), "APCA-API-SECRET-KEY", each.secret());
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(byHeader.end()).isNotEmpty());
            assertThat(Secrets.in(byHeader.end())).isEmpty();
        }
        SdkClient torn = sdk(FEED);
        torn.awaitOther("\"connected\"");
        torn.send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"" + secret("torn") + "\"");
        assertThatThrownBy(() -> client.open(open(upstream.url() + "/nothing?token=" + secret("query"), token)))
                .satisfies(e -> assertThat(Secrets.in(e.toString())).isEmpty());
        assertThatThrownBy(() -> client.open("wss://user:" + secret("userinfo") + "@127.0.0.1:1/"))
                .satisfies(e -> assertThat(Secrets.in(e.toString())).isEmpty());
    }

    /** Also the URL's query, which is shown nowhere, as many providers want a token there. */
    private void passThrough(ProxyClient client) throws Exception {
        RawServer server = playground.keep(RawServer.start());
        String header = "Bearer " + secret("header");
        String opening = "{\"login\":\"" + secret("opening") + "\"}";
        CompletableFuture<Connection> opened = CompletableFuture.supplyAsync(() -> client.open(
                OpenOptions.url(server.uri("/?token=" + secret("query")).toString())
                        .header("Authorization", header)
                        .openingMessage(opening)
                        .build()));
        ServerConnection accepted = server.accept();
        assertThat(accepted.request().header("Authorization")).contains(header);
        assertThat(accepted.upgrade().read().text()).isEqualTo(opening);
        assertThat(opened.join().isNew()).isTrue();
        assertThatThrownBy(() -> client.open(OpenOptions.url("ws://127.0.0.1:1/?token=" + secret("query"))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(secret("basic").getBytes(StandardCharsets.UTF_8)))
                        .build()))
                .satisfies(e -> assertThat(Secrets.in(e.toString())).isEmpty());
    }

    private void assertNowhere() throws Exception {
        long proxy = playground.proxy().orElseThrow().pid();
        List<String> found = new ArrayList<>();
        found.addAll(Secrets.in(run("status")));
        found.addAll(Secrets.in(run("status", "--json")));
        found.addAll(Secrets.below(playground.dir()));
        Path state = new RuntimeDirectory(playground.dir()).state(System.getenv());
        assertThat(Files.readString(state.resolve("logs/wsproxy.log")))
                .contains("DEBUG")
                .contains("joined over");
        found.addAll(Secrets.below(state));
        found.addAll(Secrets.below(
                EndpointCertificate.fromEnvironment(System.getenv()).directory()));
        found.addAll(SecretsOfProcesses.inCommandLines());
        for (long pid : List.of(proxy, ProcessHandle.current().pid())) {
            found.addAll(SecretsOfProcesses.inEnvironment(pid));
            found.addAll(SecretsOfProcesses.inDump(pid));
        }
        assertThat(found).isEmpty();
    }

    /** Or the test above could not fail. */
    @Test
    void areFoundWhereTheyAre() throws Exception {
        String leaked = secret("leaked");
        Path target = Files.createDirectories(work.resolve("target"));
        Path logs = Files.createDirectories(target.resolve("state/one/logs"));
        Files.writeString(logs.resolve("wsproxy.log"), "x".repeat((1 << 20) - 10) + leaked);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(logs.resolve("old.log.gz")))) {
            out.write(("a line\n" + leaked).getBytes(StandardCharsets.UTF_8));
        }
        Files.write(
                target.resolve("itests.log"),
                Base64.getEncoder().encode(("xyz" + leaked).getBytes(StandardCharsets.UTF_8)));
        Files.writeString(
                Files.createDirectories(target.resolve("failsafe-reports")).resolve("X.txt"), "nothing");
        assertThat(SecretsAtTheEnd.left(target))
                .hasSize(3)
                .allMatch(line -> line.endsWith(leaked.substring(0, 5) + "…") || line.contains("itests.log"));

        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "read line; true", leaked);
        builder.environment().put("LEAKED", leaked);
        Process process = builder.start();
        try {
            assertThat(SecretsOfProcesses.inCommandLines()).hasSize(1);
            assertThat(SecretsOfProcesses.inEnvironment(process.pid())).hasSize(1);
        } finally {
            process.destroyForcibly().onExit().join();
        }
        System.setProperty("leaked", leaked);
        try {
            assertThat(SecretsOfProcesses.inDump(ProcessHandle.current().pid()))
                    .containsExactly("VM.system_properties: leake…");
        } finally {
            System.clearProperty("leaked");
        }
    }
}
