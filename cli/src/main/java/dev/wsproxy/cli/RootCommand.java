// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code wsproxy} without a subcommand, and what all of them have in common. */
@Command(
        name = "wsproxy",
        description = "Many local programs share one upstream WebSocket connection.",
        synopsisSubcommandLabel = "COMMAND",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:ok", "1:failed; the reason is on standard error", "2:the command line is wrong"},
        footerHeading = "%nEnvironment:%n",
        footer = {
            "  WSPROXY_DIR    directory of the proxy's socket, lock and shared memory",
            "  WSPROXY_HOME   the runtime that a proxy is started from",
            "  WSPROXY_PORT   where WebSocket clients connect; 0 for any free port, off for none",
            "  WSPROXY_DEBUG  when set, as -v"
        })
final class RootCommand {
    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more; show stack traces.")
    private boolean verbose;

    boolean isVerbose() {
        return verbose;
    }
}
