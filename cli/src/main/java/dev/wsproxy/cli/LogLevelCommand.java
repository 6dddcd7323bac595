// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.LogLevel;
import dev.wsproxy.client.library.ProxyAdministration;
import dev.wsproxy.runtime.RuntimeDirectory;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wsproxy log-level}. */
@Command(name = "log-level", description = "Change how much the running proxy writes to its log.")
final class LogLevelCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "LEVEL", description = "off, error, warn, info, debug or trace.")
    private LogLevel level = LogLevel.INFO;

    LogLevelCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ProxyAdministration proxy =
                ProxyAdministration.connect(RuntimeDirectory.fromEnvironment(console.environment()))) {
            proxy.setLogLevel(level);
            console.out().println("log level: " + level.name().toLowerCase(Locale.ROOT));
        }
        return 0;
    }
}
