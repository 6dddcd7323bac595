// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.simulator.Feed;
import dev.wsproxy.simulator.SimulatorOptionsBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A simulator, and a proxy that may use little memory, has short time-outs, and serves the simulator's feeds at its endpoint too. */
record FaultScene(Upstream upstream, Playground playground) implements AutoCloseable {
    /** The bound of a shared connection's memory. */
    static final long BOUND = 4L << 20;

    static final long HEARTBEAT_TIMEOUT_MS = 1_000;

    /** @param work an empty directory of the test's own */
    static FaultScene open(Path work, SimulatorOptionsBuilder options, String... endpointSettings) throws IOException {
        return open(work, BOUND, options, endpointSettings);
    }

    /** @param bound of a shared connection's memory */
    static FaultScene open(Path work, long bound, SimulatorOptionsBuilder options, String... endpointSettings)
            throws IOException {
        // What is tried here is not how a busy machine answers pings.
        Upstream upstream = Upstream.start(options.pingInterval(Duration.ofMinutes(10)));
        RuntimeHome home = RuntimeHome.assembled().copyTo(work.resolve("home"));
        Files.write(
                home.conf().resolve("dev.wsproxy.transport.shm.cfg"),
                List.of("maxConnectionBytes=" + bound, "heartbeatTimeoutMs=" + HEARTBEAT_TIMEOUT_MS));
        Files.write(
                home.conf().resolve("dev.wsproxy.transport.websocket.cfg"),
                Stream.concat(
                                Stream.of(
                                        "alpaca = " + upstream.root(),
                                        "alpacaAccount = "
                                                + upstream.simulator().url(Feed.ACCOUNT)),
                                Stream.of(endpointSettings))
                        .toList());
        Files.writeString(home.conf().resolve("dev.wsproxy.broker.cfg"), "linger=1s\n");
        return new FaultScene(upstream, Playground.on(home));
    }

    ClientProcess clients(Callback callback, String... clients) throws IOException {
        return ClientProcess.start(playground, upstream, callback, clients).awaitReady();
    }

    /** How many messages the proxy has received. */
    long received() {
        return playground.status().orElseThrow().connections().get(0).received();
    }

    /** Publishes trades and waits until the proxy has received as many messages: a faster simulator would cut it off as slow. */
    void publish(String symbol, int count) {
        long before = received();
        upstream.simulator().publishTrades(symbol, count);
        await().atMost(Playground.DEADLINE).until(() -> received() >= before + count);
    }

    /** What the proxy says of a client. */
    Optional<ProxyStatus.Client> client(String name) {
        return playground.status().orElseThrow().clients().stream()
                .filter(client -> client.name().equals(name))
                .findFirst();
    }

    URI endpoint() {
        return URI.create(EndpointScene.endpoint(playground) + EndpointScene.FEED);
    }

    /** Bytes of all files in the proxy's directory. */
    long memory() throws IOException {
        try (Stream<Path> files = Files.walk(playground.dir())) {
            return files.mapToLong(FaultScene::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0; // Deleted meanwhile.
        }
    }

    /** Waits until nobody upstream is subscribed to the trades of a symbol, and the proxy names the client no more. */
    void awaitReleased(String client, String symbol) {
        await("released").atMost(Playground.DEADLINE).untilAsserted(() -> {
            assertThat(SharingIT.held(upstream, "trades")).doesNotContain(symbol);
            assertThat(client(client)).isEmpty();
        });
    }

    @Override
    public void close() throws IOException {
        playground.close();
        upstream.close();
    }
}
