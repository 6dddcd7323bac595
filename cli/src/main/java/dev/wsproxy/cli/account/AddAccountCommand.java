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
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
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
    private static final int TOKEN_BYTES = 24;

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
            throw invalid("there is an account " + name + " already: choose another name, or give --replace");
        }
        LocalAccount account = account();
        file.put(account);
        console.note(
                "the account " + name + " is in " + file.path() + "; instead of its key and secret, give a program:");
        console.out().println("export " + CredentialSource.KEY_VARIABLE + "=" + name);
        console.out().println("export " + CredentialSource.SECRET_VARIABLE + "=" + account.token());
        return 0;
    }

    private LocalAccount account() {
        Credentials own = CredentialSource.read(credentials, console.environment())
                .orElseThrow(() -> invalid("the account's key and secret are missing: set "
                        + CredentialSource.KEY_VARIABLE + " and " + CredentialSource.SECRET_VARIABLE
                        + ", or give --credentials FILE"));
        try {
            return new LocalAccount(name, own, token());
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static String token() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static FailureException invalid(String reason) {
        return new FailureException(Failure.of(ErrorCode.INVALID_REQUEST, reason));
    }
}
