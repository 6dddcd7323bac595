// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.account;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.cli.Console;
import dev.wsproxy.cli.CredentialSource;
import dev.wsproxy.cli.UsageException;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.LocalAccount;
import dev.wsproxy.runtime.LocalAccounts;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wsproxy account add}. */
@Command(
        name = "add",
        description = {
            "Entrust an account's key and secret to the proxy, and print what a script needs instead: two lines for a"
                    + " shell, with the name and a new token.",
            "Key and secret come from APCA_API_KEY_ID and APCA_API_SECRET_KEY, or from --credentials."
        })
final class AddAccountCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "NAME", description = "What you call the account: letters, digits, - and _.")
    private String name = "";

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = "A file that only you can read, with the lines key=… and secret=….")
    private @Nullable Path credentials;

    @Option(
            names = "--replace",
            description = "Replace an account of this name. Its former token is not valid any more for who comes then.")
    private boolean replace;

    AddAccountCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        UsageException.check(() -> LocalAccount.checkName(name));
        AccountFile file = AccountFile.fromEnvironment(console.environment());
        if (!replace && file.read().named(name).isPresent()) {
            throw exists();
        }
        LocalAccount account = account(own(file.read()));
        if (replace) {
            file.put(account);
        } else if (!file.add(account)) {
            throw exists();
        }
        LocalToken.print(account, file, console);
        return 0;
    }

    private FailureException exists() {
        return invalid("there is an account " + name + " already: make a new token for it with wsproxy account token "
                + name + ", choose another name, or give --replace to store another key and secret");
    }

    /** A shell in which a program is to be tried has the local name and token where key and secret are looked for. */
    private Credentials own(LocalAccounts known) {
        Credentials own = CredentialSource.read(credentials, console.environment())
                .orElseThrow(() -> invalid("the account's key and secret are missing: set "
                        + CredentialSource.KEY_VARIABLE + " and " + CredentialSource.SECRET_VARIABLE
                        + ", or give --credentials FILE"));
        if (known.named(own.key()).isPresent()) {
            String source = credentials == null ? CredentialSource.KEY_VARIABLE : credentials.toString();
            throw invalid("the key in " + source + " is the local name of the account " + own.key()
                    + ", not a key of the provider: give the provider's key and secret, or make a new token for the"
                    + " account with wsproxy account token " + own.key());
        }
        return own;
    }

    private LocalAccount account(Credentials own) {
        try {
            return new LocalAccount(name, own, LocalToken.random());
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static FailureException invalid(String reason) {
        return new FailureException(Failure.of(ErrorCode.INVALID_REQUEST, reason));
    }
}
