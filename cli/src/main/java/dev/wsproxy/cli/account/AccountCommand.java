// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.account;

import dev.wsproxy.cli.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code wsproxy account}, which does nothing without a subcommand. */
@Command(
        name = "account",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Entrust the keys of accounts to the proxy, in a file that only you can read: wsproxy/credentials in"
                    + " ~/.config, or in XDG_CONFIG_HOME.",
            "A program then authenticates with the account's name and a local token where it would give key and secret,"
                    + " and never sees the secret. The token is worth nothing outside of this proxy."
        })
public final class AccountCommand {
    private AccountCommand() {}

    /** The command with its subcommands. */
    public static CommandLine commandLine(Console console) {
        return new CommandLine(new AccountCommand())
                .addSubcommand(new AddAccountCommand(console))
                .addSubcommand(new ListAccountsCommand(console))
                .addSubcommand(new RenewTokenCommand(console))
                .addSubcommand(new RemoveAccountCommand(console));
    }
}
