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

/** {@code wsproxy account token}. */
@Command(
        name = "token",
        description = {
            "Make a new token for an account, and print it as two lines for a shell; key and secret stay as they are.",
            "The former token is not valid any more for who comes then. Who is connected stays connected."
        })
final class RenewTokenCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "What you call the account.")
    private String name = "";

    RenewTokenCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        UsageException.check(() -> LocalAccount.checkName(name));
        AccountFile file = AccountFile.fromEnvironment(console.environment());
        LocalAccount renewed = file.renew(name, LocalToken.random())
                .orElseThrow(() -> new FailureException(Failure.of(
                        ErrorCode.INVALID_REQUEST,
                        "there is no account " + name + " in " + file.path() + ": add it with wsproxy account add "
                                + name)));
        LocalToken.print(renewed, file, console);
        return 0;
    }
}
