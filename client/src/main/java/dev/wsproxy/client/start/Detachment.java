// SPDX-License-Identifier: MIT
package dev.wsproxy.client.start;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a process is freed from the terminal of the one that starts it. */
final class Detachment {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private static final String SHELL = "/bin/sh";
    private static final String PRIVATE = "umask 077;";
    private static final String NAME = "wsproxy";

    private Detachment() {}

    /**
     * What to put before a command: a shell that lets it make files for their owner only, whatever the user's mask is, and
     * {@code setsid}, which gives it a session of its own; where there is none, the shell makes it ignore the terminal's
     * signals.
     */
    static List<String> prefix(Map<String, String> environment) {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path program = Path.of(folder, "setsid");
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return List.of(SHELL, "-c", PRIVATE + " exec \"$@\"", NAME, program.toString());
            }
        }
        return WINDOWS ? List.of() : List.of(SHELL, "-c", PRIVATE + " trap '' INT HUP; exec \"$@\"", NAME);
    }

    /** A file that is always empty. */
    static File nothing() {
        return new File(WINDOWS ? "NUL" : "/dev/null");
    }
}
