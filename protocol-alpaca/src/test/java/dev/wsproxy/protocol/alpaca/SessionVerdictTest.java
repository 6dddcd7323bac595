// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.FakeAlpaca.AUTHENTICATED;
import static dev.wsproxy.protocol.alpaca.FakeAlpaca.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.testkit.PortCall.Opened;
import dev.wsproxy.testkit.PortCall.Refused;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.ClientEvent.ErrorReported;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a client waits for the answer to its authentication message. */
class SessionVerdictTest {
    private static final Duration ALMOST = Duration.ofMillis(2_499);
    private static final Duration REST = Duration.ofMillis(1);
    private static final String NO_VERDICT = error(500, "internal error");
    private static final Failure UNREACHABLE = Failure.of(ErrorCode.UNREACHABLE, "connection refused");

    private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), Requests.withCredentials());
    private final FakeAlpaca upstream = new FakeAlpaca(session);

    private int greeted() {
        return session.join(Requests.greeted(Requests.SECRET));
    }

    /** A client presents its credentials and gets no verdict. */
    private int postponed() {
        int client = greeted();
        session.lose(UNREACHABLE);
        session.pass(ALMOST);
        session.pass(REST);
        assertThat(session.port().received(client)).containsExactly(NO_VERDICT);
        return client;
    }

    @Test
    void answersInTimeAlthoughTheUpstreamCannotBeReached() {
        int client = greeted();
        session.lose(UNREACHABLE);
        session.pass(ALMOST);
        assertThat(session.port().received(client)).isEmpty();
        session.pass(REST);
        session.pass(Duration.ofSeconds(1));
        assertThat(session.port().received(client)).containsExactly(NO_VERDICT);
        assertThat(session.port().events(client)).containsExactly(new ErrorReported(UNREACHABLE));
        assertThat(session.port().of(Refused.class)).isEmpty();
    }

    @Test
    void answersInTimeAlthoughTheUpstreamSaysNothing() {
        int client = greeted();
        session.open();
        session.pass(ALMOST);
        session.pass(REST);
        assertThat(session.port().received(client)).containsExactly(NO_VERDICT);
        assertThat(session.port().events(client)).singleElement().isInstanceOfSatisfying(ErrorReported.class, event -> {
            assertThat(event.failure().code()).isEqualTo(ErrorCode.TIMEOUT);
            assertThat(event.failure().reason()).contains("authenticate again");
        });
    }

    @Test
    void letsAClientInWhenTheUpstreamComesBackInTime() {
        int client = greeted();
        session.lose(UNREACHABLE);
        session.pass(Duration.ofSeconds(2));
        upstream.establish();
        session.pass(Duration.ofSeconds(20));
        assertThat(session.port().received(client)).containsExactly(AUTHENTICATED);
    }

    @Test
    void doesNotUseTheCredentialsAnyMoreUntilTheyArePresentedAgain() {
        int client = postponed();
        upstream.connect();
        assertThat(session.port().sent()).isEmpty();
        session.send(client, Requests.auth(Requests.SECRET));
        upstream.answerAll();
        assertThat(session.port().received(client)).containsExactly(NO_VERDICT, AUTHENTICATED);
    }

    @Test
    void keepsWhatTheUpstreamSaidTooLateForTheNextTry() {
        int client = greeted();
        upstream.connect();
        session.pass(ALMOST);
        session.pass(REST);
        upstream.answerAll();
        assertThat(session.port().received(client)).containsExactly(NO_VERDICT);
        session.send(client, Requests.auth("wrong"));
        session.send(client, Requests.auth(Requests.SECRET));
        assertThat(session.port().received(client))
                .containsExactly(NO_VERDICT, error(402, "auth failed"), AUTHENTICATED);
        assertThat(session.port().sent()).containsExactly(Requests.auth(Requests.SECRET));
    }

    @Test
    void answersEachTryInTime() {
        int client = postponed();
        session.send(client, Requests.auth(Requests.SECRET));
        session.pass(ALMOST);
        assertThat(session.port().received(client)).hasSize(1);
        session.pass(REST);
        assertThat(session.port().received(client)).containsExactly(NO_VERDICT, NO_VERDICT);
    }

    @Test
    void endsWhoDoesNotTryAgainWithinItsTenSeconds() {
        int client = postponed();
        session.pass(Duration.ofMillis(7_499));
        assertThat(session.port().of(Refused.class)).isEmpty();
        session.pass(REST);
        assertThat(session.port().received(client)).containsExactly(NO_VERDICT, error(404, "auth timeout"));
        assertThat(session.port().of(Refused.class)).extracting(Refused::slot).containsExactly(client);
    }

    @Test
    void answersWhatWaitedBehindTheAuthentication() {
        int client = greeted();
        session.send(client, Requests.subscribe("trades", "AAPL"));
        session.pass(ALMOST);
        session.pass(REST);
        session.pass(REST);
        assertThat(session.port().received(client)).containsExactly(NO_VERDICT, error(401, "not authenticated"));
    }

    @Test
    void answersAtOnceWhatTheUpstreamHasAcceptedBefore() {
        session.join(Requests.withCredentials());
        upstream.establish();
        upstream.drop();
        session.port().clear();
        assertThat(session.port().received(greeted())).containsExactly(AUTHENTICATED);
    }

    @Test
    void leavesItToTheClientHowLongItsOpenWaits() {
        session.join(Requests.withCredentials());
        session.pass(Duration.ofSeconds(14));
        assertThat(session.port().calls()).isEmpty();
        upstream.establish();
        assertThat(session.port().of(Opened.class)).containsExactly(new Opened(0));
    }
}
