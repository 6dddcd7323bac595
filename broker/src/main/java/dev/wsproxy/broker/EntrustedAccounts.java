// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.protocol.CredentialResolver;
import dev.wsproxy.runtime.AccountFile;
import dev.wsproxy.runtime.LocalAccounts;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of the user's file, which is read again when it has changed; looked at when somebody asks, and not more
 * often than every {@link #INTERVAL}. While it cannot be used it counts as absent, so that clients which present the keys
 * themselves go on. Any thread.
 */
final class EntrustedAccounts implements CredentialResolver {
    static final Duration INTERVAL = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(EntrustedAccounts.class);

    private final AccountFile file;
    private final LongSupplier nanoTime;
    private @Nullable Object version;
    private LocalAccounts accounts = LocalAccounts.NONE;
    private boolean usable = true;
    private long lookedNs;

    EntrustedAccounts(AccountFile file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized Credentials resolve(Credentials presented) {
        refresh();
        if (usable) {
            return accounts.resolve(presented);
        } else if (accounts.named(presented.key()).isPresent()) {
            throw new FailureException(Failure.of(
                    ErrorCode.AUTHENTICATION_FAILED,
                    "the credentials file with the account " + presented.key()
                            + " cannot be used any more; the proxy's log says why"));
        }
        return presented;
    }

    private void refresh() {
        long nowNs = nanoTime.getAsLong();
        if (version != null && nowNs - lookedNs < INTERVAL.toNanos()) {
            return;
        }
        lookedNs = nowNs;
        Object found = file.version();
        if (!found.equals(version)) {
            read();
            version = found;
        }
    }

    /** What was known before is kept for those who ask for it by name. */
    private void read() {
        try {
            LocalAccounts found = file.read();
            if (!usable || !found.equals(accounts)) {
                LOG.info("{}: accounts={}", file.path(), found.all().size());
            }
            accounts = found;
            usable = true;
        } catch (FailureException e) {
            usable = false;
            LOG.warn("no local token is valid: {}", e.failure().reason());
        }
    }
}
