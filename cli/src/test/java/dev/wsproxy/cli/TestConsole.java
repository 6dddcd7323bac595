// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs the command in this JVM and keeps what it prints. */
final class TestConsole {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final Shutdown shutdown = new Shutdown();
    private final Map<String, String> environment;

    TestConsole(Map<String, String> environment) {
        this.environment = environment;
    }

    int run(String... arguments) {
        return Main.commandLine(Console.of(out, err, false, environment), shutdown)
                .execute(arguments);
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
