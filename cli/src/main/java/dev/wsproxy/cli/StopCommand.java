// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FailureException;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wsproxy stop}. */
@Command(name = "stop", description = "Ask the proxy to end, and wait until it has. Its clients are told.")
final class StopCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to wait for the end of the process; default ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(30);

    StopCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            long pid = ProxyEnd.stop(RuntimeDirectory.fromEnvironment(console.environment()), timeout);
            console.out().println("stopped: pid=" + pid);
        } catch (FailureException e) {
            if (e.code() != ErrorCode.NOT_RUNNING) {
                throw e;
            }
            console.out().println("not running");
        }
        return 0;
    }
}
