// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who is registered, since when nobody is, and whether anybody still may. */
final class Clients {
    static final Failure ENDING =
            Failure.of(ErrorCode.PROXY_STOPPING, "the proxy is ending; connect again and a new one is started");

    private final Set<Client> present = new LinkedHashSet<>();
    private long emptySinceNs;
    private boolean everJoined;
    private boolean ending;

    Clients(long nowNs) {
        this.emptySinceNs = nowNs;
    }

    /** @throws FailureException when the proxy is ending or has as many clients as it may */
    synchronized void add(Client client, int most) {
        if (ending) {
            throw new FailureException(ENDING);
        }
        if (present.size() >= most) {
            throw new FailureException(Failure.of(
                    ErrorCode.LIMIT_EXCEEDED,
                    "the proxy has " + most + " clients, which is its limit; end some, or raise maxClients in"
                            + " dev.wsproxy.broker.cfg"));
        }
        present.add(client);
        everJoined = true;
    }

    synchronized void remove(Client client, long nowNs) {
        if (present.remove(client) && present.isEmpty()) {
            emptySinceNs = nowNs;
        }
    }

    /** For how long there has been no client; -1 when there is one. */
    synchronized long emptyForNs(long nowNs) {
        return present.isEmpty() ? nowNs - emptySinceNs : -1;
    }

    synchronized boolean haveEverJoined() {
        return everJoined;
    }

    /**
     * Lets nobody in any more, unless somebody is there.
     *
     * @return whether nobody is there
     */
    synchronized boolean endIfEmpty() {
        ending |= present.isEmpty();
        return ending;
    }

    /** Lets nobody in any more. */
    synchronized void end() {
        ending = true;
    }

    synchronized List<Client> snapshot() {
        return new ArrayList<>(present);
    }
}
