// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.protocol.alpaca.Upstream.Phase;
import dev.wsproxy.protocol.alpaca.UpstreamMessage.Refused;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients in: opens their virtual sessions, and judges their credentials. The upstream is authenticated once, with
 * the first credentials that it accepts.
 */
final class Handshake {
    private static final Refused AUTH_FAILED = Refused.of(AlpacaError.AUTH_FAILED);
    private static final Refused AUTH_TIMEOUT = Refused.of(AlpacaError.AUTH_TIMEOUT);

    private final Dialect dialect;
    private final Clients clients;
    private final Upstream upstream;
    private final Authentication authentication;
    private final Failures failures;
    private @Nullable Refused occupied;
    private @Nullable Failure trouble;

    Handshake(Dialect dialect, String account, Clients clients, Upstream upstream, Failures failures) {
        this.dialect = dialect;
        this.clients = clients;
        this.upstream = upstream;
        this.failures = failures;
        authentication = new Authentication(account);
    }

    void joined(VirtualSession client, Admission admission, long nowNs) {
        if (admission.greeted()) {
            client.open(nowNs);
        }
        String secret = admission.request().secret();
        if (!secret.isEmpty()) {
            client.present(new Credentials(admission.request().account(), secret), nowNs);
        }
    }

    /** The upstream speaks again: what it said about its connections before does not count any more. */
    void connected() {
        occupied = null;
        trouble = null;
    }

    /** Does what can be done for those who wait. */
    void advance(long nowNs) {
        for (VirtualSession client : clients.all()) {
            Credentials presented = client.presented();
            if (presented != null) {
                judge(client, presented, nowNs);
            } else if (!client.isOpened()) {
                openUnauthenticated(client, nowNs);
            }
        }
        if (upstream.phase() == Phase.WELCOMED && !authentication.isTrying()) {
            authenticateUpstream(nowNs);
        }
    }

    private void judge(VirtualSession client, Credentials presented, long nowNs) {
        switch (authentication.judge(presented)) {
            case RIGHT -> client.accept(nowNs);
            case OTHER_SECRET -> client.reject(AUTH_FAILED, failures.otherSecret());
            case OTHER_ACCOUNT -> client.reject(AUTH_FAILED, failures.otherAccount());
            case OPEN -> {
                if (occupied != null) {
                    client.reject(occupied, failures.of(occupied));
                }
            }
        }
    }

    /** A client that named its account only authenticates by message, once it has been welcomed. */
    private void openUnauthenticated(VirtualSession client, long nowNs) {
        if (upstream.isAtLeast(Phase.WELCOMED) || authentication.isVerified()) {
            client.open(nowNs);
            client.welcome();
        } else if (occupied != null) {
            client.refuse(failures.of(occupied));
        }
    }

    private void authenticateUpstream(long nowNs) {
        Credentials credentials = authentication.verified();
        if (credentials == null) {
            credentials = firstPresented();
        }
        if (credentials != null && upstream.ask(dialect.auth(credentials), nowNs)) {
            authentication.tried(credentials);
        }
    }

    private @Nullable Credentials firstPresented() {
        for (VirtualSession client : clients.all()) {
            if (client.presented() != null) {
                return client.presented();
            }
        }
        return null;
    }

    boolean awaitsAnswer() {
        return authentication.isTrying();
    }

    void accepted() {
        authentication.accepted();
        upstream.enter(Phase.AUTHENTICATED);
    }

    /**
     * The upstream refused the credentials.
     *
     * @return what this means for the connection; null when others may still be tried on it
     */
    @Nullable
    Retry refused(Refused refusal) {
        upstream.answered();
        Credentials refused = authentication.refused();
        if (refusal.is(AlpacaError.AUTH_FAILED) && !authentication.isVerified() && refused != null) {
            rejectAllWith(refused, refusal);
            return null;
        }
        return retry(refusal);
    }

    private void rejectAllWith(Credentials refused, Refused refusal) {
        for (VirtualSession client : clients.all()) {
            Credentials presented = client.presented();
            if (presented != null && Authentication.same(presented, refused)) {
                client.reject(refusal, failures.of(refusal));
            }
        }
    }

    /** Whoever has waited too long for the verdict is told so; whoever has not authenticated in time has to leave. */
    void expire(long nowNs) {
        for (VirtualSession client : clients.all(one -> one.isUnanswered(nowNs))) {
            client.postpone(trouble == null ? failures.noVerdict() : trouble);
        }
        for (VirtualSession client : clients.all(one -> one.isTooLate(nowNs))) {
            client.end(AUTH_TIMEOUT, failures.of(AUTH_TIMEOUT));
        }
    }

    /** Whether an authenticated session is over after this. */
    static boolean endsSession(Refused refusal) {
        return switch (refusal.errorCode()) {
            case AUTHENTICATION_FAILED, AUTHENTICATION_TIMEOUT, NOT_AUTHENTICATED, CONNECTION_LIMIT -> true;
            default -> false;
        };
    }

    static Retry retry(Refused refusal) {
        return switch (refusal.errorCode()) {
            case AUTHENTICATION_FAILED, NOT_IN_PLAN -> Retry.NEVER;
            case CONNECTION_LIMIT -> Retry.SLOWLY;
            default -> Retry.SOON;
        };
    }

    /**
     * The upstream refused the session. Who authenticated by message is answered by message, or waits for the next
     * attempt; whose open waits learns it from the broker.
     */
    void failed(@Nullable Refused refusal, Failure failure) {
        authentication.interrupted();
        occupied = failure.code() == ErrorCode.CONNECTION_LIMIT ? refusal : null;
        trouble = failure;
        for (VirtualSession client : clients.all()) {
            if (!client.isOpened()) {
                client.leave();
            } else if (client.presented() != null && refusal != null) {
                client.reject(refusal, failure);
            }
        }
    }

    /**
     * The upstream is gone. Nobody can be let in whose credentials it has not seen; who authenticated by message waits
     * for the next attempt while it may, so that programs which come back at once do not try as often as that.
     */
    void lost(Failure failure) {
        authentication.interrupted();
        trouble = failure;
        if (authentication.isVerified()) {
            return;
        }
        for (VirtualSession client : clients.all()) {
            if (!client.isOpened()) {
                client.refuse(failure);
            }
        }
    }
}
