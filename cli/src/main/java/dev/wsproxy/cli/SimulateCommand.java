// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.simulator.Feed;
import dev.wsproxy.simulator.Simulator;
import dev.wsproxy.simulator.SimulatorOptions;
import dev.wsproxy.simulator.SimulatorOptionsBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wsproxy simulate}. */
@Command(
        name = "simulate",
        description = {
            "Run Alpaca's market data streams with made-up data on this machine: stocks, crypto, options, news.",
            "GET /stats shows what it did, GET /book?symbol=BTC/USD an order book."
        })
final class SimulateCommand implements Callable<Integer> {
    private static final String DEFAULT_SECRET = "demo-secret";

    private final Console console;
    private final Shutdown shutdown;

    @Option(names = "--port", paramLabel = "P", description = "Port to listen on; by default any free one.")
    private int port;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description = "Trades, quotes and changes of order books per second, over all symbols of a feed;"
                    + " default ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--symbols", paramLabel = "SYM", split = ",", description = "Stocks, comma-separated.")
    private @Nullable List<String> symbols;

    @Option(names = "--crypto", paramLabel = "SYM", split = ",", description = "Pairs, for instance BTC/USD,ETH/USD.")
    private @Nullable List<String> cryptoSymbols;

    @Option(
            names = "--options",
            paramLabel = "SYM",
            split = ",",
            description = "Option contracts, for instance AAPL261218C00230000.")
    private @Nullable List<String> optionSymbols;

    @Option(
            names = "--events",
            paramLabel = "T",
            defaultValue = "10s",
            description = "How often something rare happens: an article, a correction, a halt and so on; 0s for never;"
                    + " default ${DEFAULT-VALUE}.")
    private Duration events = Duration.ZERO;

    @Option(
            names = "--key",
            paramLabel = "K",
            defaultValue = "demo-key",
            description = "The made-up account's key; default ${DEFAULT-VALUE}.")
    private String key = "";

    @Option(
            names = "--secret",
            paramLabel = "S",
            defaultValue = DEFAULT_SECRET,
            description = "The made-up account's secret; default ${DEFAULT-VALUE}.")
    private String secret = "";

    SimulateCommand(Console console, Shutdown shutdown) {
        this.console = console;
        this.shutdown = shutdown;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Simulator simulator = new Simulator(UsageException.check(this::options))) {
            simulator.start();
            for (Feed feed : Feed.values()) {
                console.out().println(simulator.url(feed));
            }
            console.out().println("http://127.0.0.1:" + simulator.port() + "/stats");
            console.note(
                    "log in with the key " + key + (secret.equals(DEFAULT_SECRET) ? " and the secret " + secret : ""));
            console.note("the simulator runs until Ctrl-C");
            shutdown.await();
        }
        return 0;
    }

    private SimulatorOptions options() {
        SimulatorOptionsBuilder options = SimulatorOptions.builder()
                .port(port)
                .rate(rate)
                .accounts(Map.of(key, secret))
                .eventInterval(events);
        if (symbols != null) {
            options.symbols(symbols);
        }
        if (cryptoSymbols != null) {
            options.cryptoSymbols(cryptoSymbols);
        }
        if (optionSymbols != null) {
            options.optionSymbols(optionSymbols);
        }
        return options.build();
    }
}
