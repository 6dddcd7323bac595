// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.demo;

import dev.wsproxy.Credentials;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.cli.Console;
import dev.wsproxy.cli.Json;
import dev.wsproxy.cli.Shutdown;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A client of the demo, in a process of its own. Reads the key and the secret from two lines of standard input, reports
 * on standard output, and ends when standard input does.
 */
@Command(name = "demo-client", hidden = true, description = "One client of the demo.")
public final class DemoClientCommand implements Callable<Integer> {
    private static final Duration REPORT_INTERVAL = Duration.ofMillis(500);
    /** Of a proxy that outlives a demo that was killed. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Console console;
    private final Shutdown shutdown;

    @Option(names = "--name", required = true)
    private String name = "";

    @Option(names = "--url", required = true)
    private String url = "";

    @Option(names = "--symbols", required = true, split = ",")
    private List<String> symbols = List.of();

    public DemoClientCommand(Console console, Shutdown shutdown) {
        this.console = console;
        this.shutdown = shutdown;
    }

    @Override
    public Integer call() throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Credentials credentials = new Credentials(line(input), line(input));
        Thread watcher = new Thread(() -> endWith(input), "wsproxy-demo-input");
        watcher.setDaemon(true);
        watcher.start();
        try {
            return run(credentials);
        } catch (FailureException | InterruptedException e) {
            if (shutdown.isRequested()) {
                return 0;
            }
            throw e;
        }
    }

    private int run(Credentials credentials) throws Exception {
        DemoListener listener = new DemoListener();
        try (ProxyClient client = shutdown.interruptibly(() ->
                ProxyClient.builder(name).listener(listener).linger(LINGER).connect())) {
            Connection connection = shutdown.interruptibly(() -> open(client, credentials));
            listener.started();
            while (!shutdown.await(REPORT_INTERVAL) && listener.failure().isEmpty()) {
                report(listener.report(name, connection, client.proxyPid()));
            }
            Optional<Failure> failure = listener.failure();
            if (failure.isPresent() && !shutdown.isRequested()) {
                throw new FailureException(failure.get());
            }
            report(listener.lastReport(name, connection, client.proxyPid()));
            return 0;
        }
    }

    private Connection open(ProxyClient client, Credentials credentials) {
        Connection connection =
                client.open(OpenOptions.url(url).credentials(credentials).build());
        String[] all = symbols.toArray(new String[0]);
        connection.subscribe("trades", all);
        connection.subscribe("quotes", all);
        return connection;
    }

    private void report(ClientReport report) {
        console.out().println(Json.line(report));
    }

    private static String line(BufferedReader input) throws IOException {
        String line = input.readLine();
        if (line == null) {
            throw new IOException("standard input ended before the credentials");
        }
        return line;
    }

    private void endWith(BufferedReader input) {
        try {
            while (input.readLine() != null) {
                // Nothing more is expected: only its end means something.
            }
        } catch (IOException e) {
            console.note("standard input: " + e.getMessage());
        }
        shutdown.request();
    }
}
