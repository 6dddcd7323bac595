// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.Credentials;
import dev.wsproxy.runtime.AccountFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An endpoint that the network reaches serves who has TLS and a local token, and nobody else. */
class NetworkEndpointIT extends EndpointScene {
    private Credentials token;
    private SSLContext trusting;
    private EchoServer server;

    @BeforeEach
    void openToTheNetwork() throws Exception {
        playground.close();
        server = EchoServer.start();
        playground = playground("network", "host = 0.0.0.0", "routes = /echo=" + server.url());
        List<String> lines = run("account", "add", "paper", "--replace");
        token = new Credentials("paper", Secrets.remember(lines.get(1).replace("export APCA_API_SECRET_KEY=", "")));
        trusting = TlsEndpointIT.trusting(Path.of(run("cert", "--path").get(0)));
        local(playground, new Recorder());
        assertThat(endpoint(playground)).startsWith("wss://0.0.0.0:");
    }

    @AfterEach
    void removeFile() throws Exception {
        server.close();
        Files.deleteIfExists(AccountFile.fromEnvironment(System.getenv()).path());
    }

    private List<String> run(String... arguments) throws Exception {
        try (Command command = Command.start(playground, arguments)) {
            assertThat(command.exitCode()).as(command.errors()).isZero();
            return command.lines();
        }
    }

    private URI uri(String scheme, String path) {
        return URI.create(endpoint(playground).replaceFirst("wss://[^:]*", scheme + "://localhost") + path);
    }

    private SdkClient connect(String path) {
        return playground.keep(SdkClient.connect(trusting, uri("wss", path)));
    }

    @Test
    void servesWhoHasAToken() {
        SdkClient client = connect(FEED).subscribe(token, "AAPL");
        upstream.simulator().publishTrades("AAPL", 100);
        awaitTrades(client, "AAPL", 100);
    }

    @Test
    void takesNoKeysOfTheProvider() {
        SdkClient client = connect(FEED);
        client.awaitOther("\"connected\"");
        client.authenticate(Upstream.CREDENTIALS);
        client.awaitOther("{\"T\":\"error\",\"code\":402,\"msg\":\"auth failed\"}");
        client.authenticate(token);
        client.awaitOther("\"authenticated\"");
        assertThat(upstream.simulator().stats().connectionsAccepted()).isEqualTo(1);
    }

    @Test
    void opensNothingWhereNoTokenIsAskedFor() {
        SdkClient client = connect("/echo");
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(client.end()).startsWith("1008 AUTHENTICATION_FAILED"));
        assertThat(server.connections()).isZero();
    }

    @Test
    void servesNobodyWithoutTls() {
        assertThatThrownBy(() -> SdkClient.connect(uri("ws", FEED))).hasStackTraceContaining("403");
        assertThat(upstream.simulator().stats().connectionsOpened()).isZero();
    }
}
