// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.status;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.cli.Console;
import dev.wsproxy.cli.Json;
import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.client.library.ProxyAdministration;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wsproxy status}. */
@Command(
        name = "status",
        description = "Show what the proxy is doing: its clients, connections, bundles and services. That none is"
                + " running is no failure.")
public final class StatusCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "As one JSON object.")
    private boolean json;

    public StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        RuntimeDirectory directory = RuntimeDirectory.fromEnvironment(console.environment());
        Optional<ProxyStatus> status = ask(directory);
        if (json) {
            StatusReport report = status.map(StatusReport::of).orElseGet(() -> StatusReport.notRunning(directory));
            console.out().println(Json.pretty(report));
        } else if (status.isPresent()) {
            new StatusPage(ZoneId.systemDefault()).lines(status.get()).forEach(console.out()::println);
        } else {
            console.out().println("not running");
        }
        return 0;
    }

    private static Optional<ProxyStatus> ask(RuntimeDirectory directory) {
        try (ProxyAdministration proxy = ProxyAdministration.connect(directory)) {
            return Optional.of(proxy.status());
        } catch (FailureException e) {
            if (e.code() == ErrorCode.NOT_RUNNING) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
