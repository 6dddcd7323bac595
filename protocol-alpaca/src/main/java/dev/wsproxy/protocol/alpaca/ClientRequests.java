// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.FailureException;
import dev.wsproxy.protocol.alpaca.ClientRequest.Authenticate;
import dev.wsproxy.protocol.alpaca.ClientRequest.Change;
import dev.wsproxy.protocol.alpaca.ClientRequest.Invalid;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;

/** Carries out what clients ask for, each client's requests in their order. */
final class ClientRequests {
    private static final Refused NOT_AUTHENTICATED = Refused.of(AlpacaError.NOT_AUTHENTICATED);
    private static final Refused AUTH_FAILED = Refused.of(AlpacaError.AUTH_FAILED);
    private static final Refused ALREADY_AUTHENTICATED = Refused.of(AlpacaError.ALREADY_AUTHENTICATED);

    private final Dialect dialect;
    private final Clients clients;
    private final UpstreamSubscriptions subscriptions;
    private final Failures failures;
    private final AccountKeys keys;

    ClientRequests(
            Dialect dialect,
            Clients clients,
            UpstreamSubscriptions subscriptions,
            Failures failures,
            AccountKeys keys) {
        this.dialect = dialect;
        this.clients = clients;
        this.subscriptions = subscriptions;
        this.failures = failures;
        this.keys = keys;
    }

    /** Carries out all requests that nothing holds up; {@code false} when there were none. */
    boolean carryOut(long nowNs) {
        boolean some = false;
        for (VirtualSession client : clients.all()) {
            for (ClientRequest request = client.next(); request != null; request = client.next()) {
                carryOut(client, request, nowNs);
                some = true;
            }
        }
        return some;
    }

    private void carryOut(VirtualSession client, ClientRequest request, long nowNs) {
        boolean known = client.isAuthenticated();
        if (request instanceof Authenticate authenticate) {
            if (known && !dialect.authenticatesAgain()) {
                error(client, ALREADY_AUTHENTICATED);
            } else {
                present(client, authenticate, nowNs);
            }
        } else if (request instanceof Change change) {
            if (known) {
                subscriptions.request(client, change, nowNs);
            } else {
                client.decline(change, NOT_AUTHENTICATED, failures.of(NOT_AUTHENTICATED));
            }
        } else if (request instanceof Invalid invalid) {
            error(client, known || !invalid.needsAuthentication() ? Refused.of(invalid.error()) : NOT_AUTHENTICATED);
        }
    }

    private void present(VirtualSession client, Authenticate message, long nowNs) {
        try {
            client.present(keys.of(message.credentials()), nowNs);
        } catch (FailureException refused) {
            client.error(AUTH_FAILED, refused.failure());
            client.report(refused.failure());
        }
    }

    private void error(VirtualSession client, Refused refusal) {
        client.error(refusal, failures.of(refusal));
    }
}
