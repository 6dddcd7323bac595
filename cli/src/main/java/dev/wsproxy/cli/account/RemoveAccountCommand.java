// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.account;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.cli.Console;
import dev.wsproxy.cli.UsageException;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.LocalAccount;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wsproxy account remove}. */
@Command(
        name = "remove",
        description = "Take an account's key, secret and token out of the file. Who is connected stays connected.")
final class RemoveAccountCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "What you call the account.")
    private String name = "";

    RemoveAccountCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        UsageException.check(() -> LocalAccount.checkName(name));
        AccountFile file = AccountFile.fromEnvironment(console.environment());
        if (!file.remove(name)) {
            throw new FailureException(
                    Failure.of(ErrorCode.INVALID_REQUEST, "there is no account " + name + " in " + file.path()));
        }
        console.out().println("removed: " + name);
        return 0;
    }
}
