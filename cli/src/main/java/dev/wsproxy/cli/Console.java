// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command reads and writes.
 *
 * @param data standard output, unbuffered: an error in writing is an {@code IOException}
 * @param out the same, for text
 * @param err standard error
 * @param outIsTerminal whether a person looks at standard output
 * @param environment of this process
 */
public record Console(
        OutputStream data, PrintStream out, PrintStream err, boolean outIsTerminal, Map<String, String> environment) {
    /** Set by {@code bin/wsproxy}, which can ask the operating system. */
    private static final String TERMINAL_PROPERTY = "wsproxy.terminal";

    /** A console on these streams. */
    public static Console of(
            OutputStream data, OutputStream errors, boolean outIsTerminal, Map<String, String> environment) {
        return new Console(
                data,
                new PrintStream(data, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8),
                outIsTerminal,
                environment);
    }

    static boolean isTerminal() {
        String told = System.getProperty(TERMINAL_PROPERTY);
        return told == null ? System.console() != null : Boolean.parseBoolean(told);
    }

    /** Whether to use colours: on a terminal, unless {@code NO_COLOR} is set. */
    public boolean isColoured() {
        return outIsTerminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(environment.get("TERM"));
    }

    /** Tells the person something that is no result. */
    public void note(String line) {
        err.println("wsproxy: " + Printable.of(line));
    }
}
