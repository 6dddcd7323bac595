// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.cli.account.AccountCommand;
import dev.wsproxy.cli.demo.DemoClientCommand;
import dev.wsproxy.cli.demo.DemoCommand;
import dev.wsproxy.cli.status.StatusCommand;
import dev.wsproxy.cli.tail.TailCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The {@code wsproxy} command. */
public final class Main {
    /** Set the levels of the command's own log before anything logs. */
    private static final List<String> LOG_LEVEL_PROPERTIES = List.of("wsproxy.cli.log", "wsproxy.cli.log.client");

    private Main() {}

    public static void main(String[] arguments) {
        Console console = Console.of(
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                Console.isTerminal(),
                System.getenv());
        Shutdown shutdown = new Shutdown();
        shutdown.install();
        int exitCode = 1;
        try {
            exitCode = commandLine(console, shutdown).execute(arguments);
        } finally {
            // After an error too, for instance of a class that cannot be set up while the JVM ends: the hook waits for
            // this.
            shutdown.finished(exitCode);
        }
        System.exit(exitCode);
    }

    /** The command with all its subcommands. */
    static CommandLine commandLine(Console console, Shutdown shutdown) {
        RootCommand root = new RootCommand();
        CommandLine commandLine = new CommandLine(root)
                .addSubcommand(new TailCommand(console, shutdown))
                .addSubcommand(new StatusCommand(console))
                .addSubcommand(new RunCommand(console, shutdown))
                .addSubcommand(new StopCommand(console))
                .addSubcommand(new LogLevelCommand(console))
                .addSubcommand(AccountCommand.commandLine(console))
                .addSubcommand(new CertCommand(console))
                .addSubcommand(new SimulateCommand(console, shutdown))
                .addSubcommand(new DemoCommand(console, shutdown))
                .addSubcommand(new DemoClientCommand(console, shutdown));
        ErrorReport errors = new ErrorReport(console, root);
        return commandLine
                .registerConverter(Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setColorScheme(CommandLine.Help.defaultColorScheme(console.isColoured() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpAutoWidth(console.outIsTerminal())
                .setOut(new PrintWriter(console.out(), true))
                .setErr(new PrintWriter(console.err(), true))
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setExecutionStrategy(parsed -> {
                    if (errors.isVerbose()) {
                        LOG_LEVEL_PROPERTIES.forEach(property -> System.setProperty(property, "DEBUG"));
                    }
                    return new CommandLine.RunLast().execute(parsed);
                });
    }
}
