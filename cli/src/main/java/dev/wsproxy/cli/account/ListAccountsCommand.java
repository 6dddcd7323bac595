// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.account;

import dev.wsproxy.cli.Console;
import dev.wsproxy.cli.TextTable;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.LocalAccount;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code wsproxy account list}. */
@Command(name = "list", description = "Show the names of the accounts, and how their keys begin.")
final class ListAccountsCommand implements Callable<Integer> {
    private static final int SHOWN_OF_KEY = 4;

    private final Console console;

    ListAccountsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        AccountFile file = AccountFile.fromEnvironment(console.environment());
        List<LocalAccount> accounts = file.read().all();
        if (accounts.isEmpty()) {
            console.note("no accounts in " + file.path());
            return 0;
        }
        TextTable table = new TextTable("NAME", "KEY");
        accounts.forEach(account ->
                table.row(account.name(), abbreviated(account.credentials().key())));
        table.lines().forEach(console.out()::println);
        return 0;
    }

    private static String abbreviated(String key) {
        return key.substring(0, Math.min(SHOWN_OF_KEY, key.length() / 2)) + "...";
    }
}
