// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import dev.wsproxy.FailureException;
import dev.wsproxy.launcher.LaunchException;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says in one line what went wrong. */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final Pattern CHOICES = Pattern.compile("(\\[[A-Z_, ]+]) \\(case-insensitive\\)");

    private final Console console;
    private final RootCommand root;

    ErrorReport(Console console, RootCommand root) {
        this.console = console;
        this.root = root;
    }

    boolean isVerbose() {
        return root.isVerbose()
                || !console.environment().getOrDefault("WSPROXY_DEBUG", "").isEmpty();
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine commandLine, ParseResult parsed) {
        console.note(describe(e));
        if (isVerbose()) {
            e.printStackTrace(console.err());
        }
        return e instanceof UsageException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
        console.note(asTyped(String.valueOf(e.getMessage())) + "; see " + command + " --help");
        return ExitCode.USAGE;
    }

    /** The names of choices as they are typed, not as the program has them. */
    private static String asTyped(String message) {
        return CHOICES.matcher(message).replaceAll(choices -> choices.group(1).toLowerCase(Locale.ROOT));
    }

    private static String describe(Exception e) {
        if (e instanceof InterruptedException) {
            return "interrupted";
        }
        String message = e.getMessage();
        if (e instanceof FailureException || e instanceof UsageException || e instanceof LaunchException) {
            return String.valueOf(message);
        }
        return message == null ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + message;
    }
}
