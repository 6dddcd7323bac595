// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts simulators and clients, and ends them after each test. */
final class Harness implements BeforeEachCallback, AfterEachCallback {
    private final List<Simulator> simulators = new ArrayList<>();
    private WebSocketCoreClient jetty;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        jetty = new WebSocketCoreClient();
        jetty.getHttpClient().setIdleTimeout(Duration.ofMinutes(1).toMillis());
        jetty.start();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        jetty.stop();
        simulators.forEach(Simulator::close);
    }

    WebSocketCoreClient jetty() {
        return jetty;
    }

    /** Starts a simulator that sends nothing by itself unless the options say so. */
    Simulator simulator(UnaryOperator<SimulatorOptionsBuilder> options) throws IOException {
        Simulator simulator =
                new Simulator(options.apply(SimulatorOptions.builder().rate(0)).build());
        simulators.add(simulator);
        simulator.start();
        return simulator;
    }

    Simulator simulator() throws IOException {
        return simulator(options -> options);
    }

    TestClient connect(Simulator simulator, Feed feed) throws Exception {
        return TestClient.connect(jetty, simulator.url(feed), request -> {});
    }

    TestClient connectMsgpack(Simulator simulator, Feed feed) throws Exception {
        return TestClient.connect(
                jetty,
                simulator.url(feed),
                request -> request.headers(headers -> headers.put("Content-Type", "application/msgpack")));
    }

    TestClient connect(Simulator simulator) throws Exception {
        return connect(simulator, Feed.IEX);
    }

    TestClient connect(Simulator simulator, Consumer<CoreClientUpgradeRequest> customizer) throws Exception {
        return TestClient.connect(jetty, simulator.url(Feed.IEX), customizer);
    }
}
