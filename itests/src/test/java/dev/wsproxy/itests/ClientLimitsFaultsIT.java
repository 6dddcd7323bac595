// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.itests.matrix.Fault;
import dev.wsproxy.itests.matrix.FaultArea;
import dev.wsproxy.itests.matrix.Seen;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that are larger than any that makes sense. */
@FaultArea("Limits")
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientLimitsFaultsIT {
    private FaultScene scene;
    private ProxyClient client;
    private Connection connection;
    private final Recorder recorder = new Recorder();

    @BeforeAll
    void open(@TempDir Path work) throws Exception {
        scene = FaultScene.open(work, Upstream.options().rate(0));
        client = scene.playground()
                .keep(scene.playground().client("greedy").listener(recorder).connect());
        connection = client.open(scene.upstream().open());
        connection.subscribe("trades", "AAPL");
    }

    @AfterAll
    void close() throws Exception {
        scene.close();
    }

    private enum TooMuch {
        NAME("a client's name of 101 characters", "1 to 100 characters"),
        URL("a URL of 9,000 characters", "may have 8192"),
        HEADERS("101 headers", "may have 100"),
        HEADER("a header of 20,000 characters", "may have 16384"),
        OPENING_MESSAGES("101 opening messages", "may have 100"),
        REQUEST("opening messages of 2 MB", "1048576"),
        SYMBOLS("70,000 symbols in one subscription", "may have 65536"),
        SYMBOL("a symbol of 300 characters", "may have 256"),
        MANY_LONG_SYMBOLS("a subscription of 20 MB", "use several requests");

        private final String text;
        private final String named;

        TooMuch(String text, String named) {
            this.text = text;
            this.named = named;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private void attempt(TooMuch what) throws Exception {
        String url = scene.upstream().url();
        switch (what) {
            case NAME -> scene.playground().client("n".repeat(101)).connect();
            case URL -> client.open(url + "?" + "x".repeat(9_000));
            case HEADERS -> {
                OpenOptions.Builder options = OpenOptions.url(url);
                for (int i = 0; i < 101; i++) {
                    options.header("x-" + i, "1");
                }
                client.open(options.build());
            }
            case HEADER ->
                client.open(OpenOptions.url(url)
                        .header("x-long", "x".repeat(20_000))
                        .build());
            case OPENING_MESSAGES -> {
                OpenOptions.Builder options = OpenOptions.url(url).protocol("passthrough");
                Collections.nCopies(101, "m").forEach(options::openingMessage);
                client.open(options.build());
            }
            case REQUEST ->
                client.open(OpenOptions.url(url)
                        .protocol("passthrough")
                        .openingMessage("m".repeat(2_000_000))
                        .build());
            case SYMBOLS -> subscribe(70_000, "A");
            case SYMBOL -> subscribe(1, "S".repeat(300));
            case MANY_LONG_SYMBOLS -> subscribe(100_000, "S".repeat(200));
        }
    }

    private void subscribe(int count, String symbol) throws Exception {
        connection
                .subscribeAsync("trades", Collections.nCopies(count, symbol))
                .get(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "{0}, over shared memory")
    @EnumSource
    @Fault(expected = "an error that names the limit; the client and its connection go on")
    void namesTheLimit(TooMuch what, Seen seen) {
        Throwable refused = catchThrowable(() -> attempt(what));
        assertThat(refused).as("%s is refused", what).isNotNull();
        String message = String.valueOf(
                (refused.getCause() != null && refused.getCause().getMessage() != null ? refused.getCause() : refused)
                        .getMessage());
        seen.add("%s", message);
        assertThat(message).contains(what.named).hasSizeLessThan(500);
        assertThat(recorder.events()).doesNotContain("closed");
        int before = recorder.count("AAPL");
        scene.upstream().simulator().publishTrades("AAPL", 5);
        await().atMost(Playground.DEADLINE).until(() -> recorder.count("AAPL") == before + 5);
    }

    @Test
    @Fault(value = "a URL or headers of 9,000 characters, over WebSocket", expected = "an HTTP status that says so")
    void refusesALongHead(Seen seen) {
        URI endpoint = scene.endpoint();
        for (Throwable refused : new Throwable[] {
            catchThrowable(() -> SdkClient.connect(URI.create(endpoint + "?" + "x".repeat(9_000)))),
            catchThrowable(() -> SdkClient.connect(endpoint, "x-long", "x".repeat(9_000)))
        }) {
            assertThat(refused).isInstanceOf(CompletionException.class);
            assertThat(refused.getCause()).isInstanceOf(WebSocketHandshakeException.class);
            int status = ((WebSocketHandshakeException) refused.getCause())
                    .getResponse()
                    .statusCode();
            assertThat(status).isIn(414, 431);
            seen.add("%d", status);
        }
    }

    @Test
    @Fault(
            value = "a message of more than 1 MiB, over WebSocket",
            expected = "close 1009 with a reason that names the limit")
    void refusesALongMessage(Seen seen) throws Exception {
        try (SdkClient sdk = SdkClient.connect(scene.endpoint()).subscribe("MSFT")) {
            catchThrowable(() -> sdk.send("{\"action\":\"subscribe\",\"trades\":[\"" + "S".repeat(1 << 20) + "\"]}"));
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(sdk.end()).startsWith("1009 "));
            assertThat(sdk.end()).contains("1048576");
            seen.add("%s", sdk.end());
        }
    }

    @Test
    @Fault(
            value = "a symbol of 300 characters, over WebSocket",
            expected = "the provider's error; the connection goes on")
    void refusesALongSymbol(Seen seen) throws Exception {
        try (SdkClient sdk = SdkClient.connect(scene.endpoint()).subscribe("MSFT")) {
            sdk.send("{\"action\":\"subscribe\",\"trades\":[\"" + "S".repeat(300) + "\"]}");
            sdk.awaitOther("\"error\"");
            sdk.others().stream().filter(other -> other.contains("\"error\"")).forEach(error -> seen.add("%s", error));
            assertThat(sdk.end()).isEmpty();
        }
    }
}
