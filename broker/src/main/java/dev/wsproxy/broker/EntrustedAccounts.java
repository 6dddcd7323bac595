// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.protocol.CredentialResolver;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.AccountReader;
import dev.wsproxy.runtime.LocalAccounts;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of the user's file, as they were when it was last looked at, see {@link #watch}. While it cannot be used it
 * counts as absent, so that clients which present the keys themselves go on. Any thread; only the watch touches the file.
 */
final class EntrustedAccounts implements CredentialResolver {
    static final Failure NO_TOKEN = Failure.of(
            ErrorCode.AUTHENTICATION_FAILED,
            "clients of an endpoint that the network reaches authenticate with the local token of an account; make one with"
                    + " wsproxy account add NAME");

    private static final Logger LOG = LoggerFactory.getLogger(EntrustedAccounts.class);

    /**
     * What is known of the file.
     *
     * @param accounts of when it could be used last
     * @param trouble why it cannot be used; empty when it can
     */
    private record Known(LocalAccounts accounts, String trouble) {
        boolean isUsable() {
            return trouble.isEmpty();
        }
    }

    private final AccountFile file;
    private final AccountReader reader;
    private final AccountWatch watch;
    private final RefusalLog refusals;
    private volatile Known known = new Known(LocalAccounts.NONE, "");

    /** @param thread reads the file */
    EntrustedAccounts(AccountFile file, Executor thread, LongSupplier nanoTime) {
        this.file = file;
        this.reader = new AccountReader(file);
        this.watch = new AccountWatch(this::refresh, thread, nanoTime);
        this.refusals = new RefusalLog(nanoTime);
    }

    AccountWatch watch() {
        return watch;
    }

    @Override
    public Credentials resolve(Credentials presented, boolean trusted) {
        try {
            return resolve(known, presented, trusted);
        } catch (FailureException e) {
            refusals.refused(e.failure());
            throw e;
        }
    }

    /**
     * As {@link #resolve(Credentials, boolean)}, for who has to present a local token.
     *
     * @throws FailureException {@code AUTHENTICATION_FAILED} as well when it is none, but keys of a provider for instance
     */
    Credentials resolveToken(Credentials presented, boolean trusted) {
        Credentials found = resolve(presented, trusted);
        if (presented.secret().isEmpty() || found.equals(presented)) {
            refusals.refused(NO_TOKEN);
            throw new FailureException(NO_TOKEN);
        }
        return found;
    }

    private static Credentials resolve(Known known, Credentials presented, boolean trusted) {
        if (known.isUsable()) {
            return known.accounts.resolve(presented, trusted);
        } else if (known.accounts.named(presented.key()).isPresent()) {
            throw new FailureException(Failure.of(
                    ErrorCode.AUTHENTICATION_FAILED,
                    "the credentials file with the account " + presented.key()
                            + " cannot be used any more; the proxy's log says why"));
        }
        return presented;
    }

    private synchronized void refresh() {
        try {
            reader.readIfChanged().ifPresent(this::use);
        } catch (FailureException e) {
            String trouble = e.failure().reason();
            if (!trouble.equals(known.trouble)) {
                LOG.warn("no local token is valid: {}", trouble);
            }
            known = new Known(known.accounts, trouble);
        }
    }

    private void use(LocalAccounts found) {
        if (!known.isUsable() || !found.equals(known.accounts)) {
            LOG.info("{}: accounts={}", file.path(), found.all().size());
            refusals.clear();
        }
        known = new Known(found, "");
    }
}
