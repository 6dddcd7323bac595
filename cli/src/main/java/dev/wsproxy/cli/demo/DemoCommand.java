// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

import dev.wsproxy.Credentials;
import dev.wsproxy.cli.Console;
import dev.wsproxy.cli.Shutdown;
import dev.wsproxy.cli.UsageException;
import dev.wsproxy.simulator.Simulator;
import dev.wsproxy.simulator.SimulatorOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wsproxy demo}. */
@Command(
        name = "demo",
        description = "Watch three client processes share one upstream connection to a simulated exchange. Leaves"
                + " nothing behind.")
public final class DemoCommand implements Callable<Integer> {
    private final Console console;
    private final Shutdown shutdown;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "15s",
            description = "How long to watch; default ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ofSeconds(15);

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Trades and quotes per second, over all ten symbols; default ${DEFAULT-VALUE}.")
    private int rate;

    public DemoCommand(Console console, Shutdown shutdown) {
        this.console = console;
        this.shutdown = shutdown;
    }

    @Override
    public Integer call() throws Exception {
        Credentials credentials = new Credentials("demo-key", "demo-secret");
        SimulatorOptions options = UsageException.check(() -> SimulatorOptions.builder()
                .rate(rate)
                .accounts(Map.of(credentials.key(), credentials.secret()))
                .build());
        Optional<String> failure;
        try (DemoWorkspace workspace = DemoWorkspace.create(console);
                Simulator simulator = new Simulator(options)) {
            simulator.start();
            failure = new Demo(new DemoScreen(console), shutdown, workspace, simulator, credentials).run(duration);
        }
        failure.ifPresent(console::note);
        return failure.isPresent() ? 1 : 0;
    }
}
