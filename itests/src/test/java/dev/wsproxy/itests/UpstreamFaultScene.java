// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import dev.wsproxy.client.ProxyStatus.SharedConnection;
import dev.wsproxy.runtime.RuntimeDirectory;
import dev.wsproxy.simulator.Feed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A proxy that is quick to notice losses and to try again, and the means to lose its upstreams. */
final class UpstreamFaultScene implements AutoCloseable {
    static final int RATE = 600;

    /** Names that the proxy can look up, in the form of {@code /etc/hosts}. */
    final Path hosts;

    final Upstream upstream;

    /** In front of it, and where the proxy's endpoint leads to. */
    final FaultyLink link;

    final Playground playground;

    /** @param work an empty directory */
    UpstreamFaultScene(Path work, String... brokerSettings) throws IOException {
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        hosts = Files.writeString(work.resolve("hosts"), "127.0.0.1 localhost feed.test\n");
        Path uncached = Files.write(
                work.resolve("security.properties"),
                List.of("networkaddress.cache.ttl=0", "networkaddress.cache.negative.ttl=0"));
        Files.write(home.conf().resolve("dev.wsproxy.broker.cfg"), List.of(brokerSettings));
        Files.write(
                home.conf().resolve("dev.wsproxy.upstream.jetty.cfg"),
                List.of("pingIntervalMs=500", "connectTimeoutMs=1500", "closeTimeoutMs=1000"));
        Files.write(
                home.conf().resolve("jvm.args"),
                List.of("-Djdk.net.hosts.file=" + hosts, "-Djava.security.properties=" + uncached),
                StandardOpenOption.APPEND);
        upstream = Upstream.start(Upstream.options().rate(RATE).connectionLimit(1_000));
        playground = Playground.on(home);
        playground.keep(upstream);
        link = link();
        Files.write(home.conf().resolve("dev.wsproxy.transport.websocket.cfg"), List.of("alpaca = " + link.url("")));
    }

    FaultyLink link() throws IOException {
        return playground.keep(FaultyLink.to(upstream.simulator().port()));
    }

    ProxyClient client(String name, GapLedger ledger) {
        return playground.keep(playground.client(name).listener(ledger).connect());
    }

    static OpenOptions.Builder alpaca(String url) {
        return OpenOptions.url(url).credentials(Upstream.CREDENTIALS);
    }

    /** Opens a stock feed and subscribes to trades. */
    static Connection trades(ProxyClient client, String url, String... symbols) {
        Connection connection = client.open(alpaca(url).build());
        connection.subscribe("trades", symbols);
        return connection;
    }

    /** The same stream without a protocol that knows it. */
    static Connection passthrough(ProxyClient client, String url, String symbol) {
        return client.open(OpenOptions.url(url)
                .protocol("passthrough")
                .openingMessage("{\"action\":\"auth\",\"key\":\"" + Upstream.CREDENTIALS.key() + "\",\"secret\":\""
                        + Upstream.CREDENTIALS.secret() + "\"}")
                .openingMessage("{\"action\":\"subscribe\",\"trades\":[\"" + symbol + "\"]}")
                .build());
    }

    SharedConnection status(Connection connection) {
        return playground.status().orElseThrow().connections().stream()
                .filter(each -> each.id() == connection.id())
                .findFirst()
                .orElseThrow();
    }

    /** Waits until each symbol has gone on by some trades. */
    static void awaitFlow(GapLedger ledger) {
        Map<String, Long> before = ledger.last();
        until(
                "trades of all symbols",
                () -> !ledger.last().isEmpty()
                        && ledger.last().entrySet().stream()
                                .allMatch(each -> each.getValue() > before.getOrDefault(each.getKey(), 0L) + 2));
    }

    static void until(String what, BooleanSupplier condition) {
        await(what)
                .atMost(Playground.DEADLINE)
                .pollInterval(Duration.ofMillis(10))
                .until(condition::getAsBoolean);
    }

    static void assertSound(GapLedger... ledgers) {
        for (GapLedger ledger : ledgers) {
            assertThat(ledger.violations()).isEmpty();
        }
    }

    /** What the proxy has logged so far. */
    String log() throws IOException {
        Path state = new RuntimeDirectory(playground.dir()).state(System.getenv());
        return Files.readString(state.resolve("logs/wsproxy.log"));
    }

    static String path() {
        return Feed.IEX.path();
    }

    @Override
    public void close() throws IOException {
        playground.close();
    }
}
