// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.account;

import dev.wsproxy.cli.Console;
import dev.wsproxy.cli.CredentialSource;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.LocalAccount;
import java.security.SecureRandom;
import java.util.Base64;

/** What a program gets instead of the account's secret. */
final class LocalToken {
    private static final int BYTES = 24;

    private LocalToken() {}

    static String random() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Prints two lines for a shell: what SDKs read. */
    static void print(LocalAccount account, AccountFile file, Console console) {
        console.note("the account " + account.name() + " is in " + file.path()
                + "; instead of its key and secret, give a program:");
        console.out().println("export " + CredentialSource.KEY_VARIABLE + "=" + account.name());
        console.out().println("export " + CredentialSource.SECRET_VARIABLE + "=" + account.token());
    }
}
