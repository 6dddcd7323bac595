// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.cli.ProxyEnd;
import dev.wsproxy.cli.Shutdown;
import dev.wsproxy.simulator.Feed;
import dev.wsproxy.simulator.Simulator;
import dev.wsproxy.simulator.SimulatorStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One run of the demo. */
final class Demo {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SIGNAL_DELAY = Duration.ofMillis(500);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(50);

    private final DemoScreen screen;
    private final Shutdown shutdown;
    private final DemoWorkspace workspace;
    private final Simulator simulator;
    private final Credentials credentials;
    private final List<DemoClientProcess> clients = new ArrayList<>();

    Demo(DemoScreen screen, Shutdown shutdown, DemoWorkspace workspace, Simulator simulator, Credentials credentials) {
        this.screen = screen;
        this.shutdown = shutdown;
        this.workspace = workspace;
        this.simulator = simulator;
        this.credentials = credentials;
    }

    /**
     * Runs it, and ends every process that it has started.
     *
     * @return why it failed; empty when all is well
     */
    Optional<String> run(Duration duration) throws IOException, InterruptedException {
        try {
            startClients();
            Optional<String> failure = awaitClients();
            if (failure.isPresent()) {
                return failure;
            }
            return watch(duration);
        } finally {
            endProxy();
        }
    }

    private void startClients() throws IOException {
        String url = simulator.url(Feed.IEX);
        screen.say("simulator at " + url + "; starting " + DemoSymbols.ALL.size()
                + " clients, the first of which starts the proxy");
        for (DemoSymbols symbols : DemoSymbols.ALL) {
            clients.add(DemoClientProcess.start(symbols, url, credentials, workspace));
        }
    }

    private Optional<String> awaitClients() throws InterruptedException {
        long startedNs = System.nanoTime();
        while (!clients.stream().allMatch(client -> client.report().isConnected())) {
            Optional<String> failure = failure();
            if (failure.isPresent() || shutdown.await(LOOK_INTERVAL)) {
                return failure;
            }
            if (System.nanoTime() - startedNs > CONNECT_TIMEOUT.toNanos()) {
                return Optional.of("the clients did not connect within " + CONNECT_TIMEOUT.toSeconds() + " s");
            }
        }
        screen.say("all connected after "
                + Duration.ofNanos(System.nanoTime() - startedNs).toMillis() + " ms, proxy pid "
                + clients.get(0).report().proxyPid());
        return Optional.empty();
    }

    private Optional<String> watch(Duration duration) throws InterruptedException {
        long startedNs = System.nanoTime();
        long shownNs = startedNs;
        Optional<String> failure = Optional.empty();
        while (failure.isEmpty() && since(startedNs).compareTo(duration) < 0 && !shutdown.await(LOOK_INTERVAL)) {
            failure = failure();
            if (since(shownNs).compareTo(screen.interval()) >= 0) {
                shownNs = System.nanoTime();
                screen.show(clients, simulator.stats(), since(startedNs));
            }
        }
        SimulatorStats stats = simulator.stats();
        endClients();
        screen.finish(clients, stats, since(startedNs));
        return failure;
    }

    private static Duration since(long startedNs) {
        return Duration.ofNanos(System.nanoTime() - startedNs);
    }

    /** A client that ends by itself while it is wanted has failed; one that Ctrl-C has reached has not. */
    private Optional<String> failure() throws InterruptedException {
        Optional<String> failure = clients.stream()
                .map(DemoClientProcess::failure)
                .flatMap(Optional::stream)
                .findFirst();
        // Ctrl-C may reach a client before it reaches this process.
        return failure.isPresent() && shutdown.await(SIGNAL_DELAY) ? Optional.empty() : failure;
    }

    private void endClients() throws InterruptedException {
        clients.forEach(DemoClientProcess::end);
        for (DemoClientProcess client : clients) {
            client.awaitEnd(END_TIMEOUT);
        }
    }

    private void endProxy() throws InterruptedException {
        endClients();
        try {
            ProxyEnd.stop(workspace.directory(), END_TIMEOUT);
        } catch (FailureException e) {
            killProxy(e.failure());
        }
    }

    /** It has ended by itself, or it is only just starting, or it does not answer: no process may be left. */
    private void killProxy(Failure failure) {
        if (failure.code() != ErrorCode.NOT_RUNNING) {
            screen.say("the proxy is killed: " + failure);
        }
        String directory = workspace.directory().path().toString();
        ProcessHandle.allProcesses()
                .filter(process -> Arrays.asList(process.info().arguments().orElse(new String[0]))
                        .contains(directory))
                .forEach(process -> {
                    process.destroyForcibly();
                    process.onExit().join();
                });
    }
}
