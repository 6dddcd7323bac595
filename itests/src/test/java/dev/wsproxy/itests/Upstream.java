// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.Credentials;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.simulator.Feed;
import dev.wsproxy.simulator.Simulator;
import dev.wsproxy.simulator.SimulatorOptions;
import dev.wsproxy.simulator.SimulatorOptionsBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A simulator with one account, and what a client needs to open its stream. */
record Upstream(Simulator simulator) implements AutoCloseable {
    static final Credentials CREDENTIALS = new Credentials("demo-key", Secrets.ACCOUNT);
    static final List<String> SYMBOLS = List.of("AAPL", "MSFT", "NVDA", "TSLA", "AMZN", "SPY");

    static Upstream start(int rate) throws IOException {
        return start(options().rate(rate));
    }

    static Upstream start(SimulatorOptionsBuilder options) throws IOException {
        Simulator simulator = new Simulator(options.build());
        simulator.start();
        return new Upstream(simulator);
    }

    static SimulatorOptionsBuilder options() {
        return SimulatorOptions.builder()
                .port(0)
                .symbols(SYMBOLS)
                .accounts(Map.of(CREDENTIALS.key(), CREDENTIALS.secret()));
    }

    String url() {
        return simulator.url(Feed.IEX);
    }

    /** What the URLs of all feeds begin with. */
    String root() {
        return url().substring(0, url().length() - Feed.IEX.path().length());
    }

    OpenOptions open() {
        return open(Feed.IEX).build();
    }

    OpenOptions.Builder open(Feed feed) {
        return OpenOptions.url(simulator.url(feed)).credentials(CREDENTIALS);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
