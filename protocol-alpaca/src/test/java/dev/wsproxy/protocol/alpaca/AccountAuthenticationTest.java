// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.FakeAccount.AUTHORIZED;
import static dev.wsproxy.protocol.alpaca.FakeAccount.UNAUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Admission;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.testkit.PortCall;
import dev.wsproxy.testkit.PortCall.Delivered;
import dev.wsproxy.testkit.PortCall.Failed;
import dev.wsproxy.testkit.PortCall.Opened;
import dev.wsproxy.testkit.PortCall.Ready;
import dev.wsproxy.testkit.PortCall.Refused;
import dev.wsproxy.testkit.PortCall.Sent;
import dev.wsproxy.testkit.PortCall.Told;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.OpenRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may hear of an account's orders. */
class AccountAuthenticationTest {
    private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), FakeAccount.request());
    private final FakeAccount upstream = new FakeAccount(session);

    private static OpenRequest withSecret(String secret) {
        return OpenRequest.of(FakeAccount.URL).with(new Credentials(Requests.KEY, secret));
    }

    @Test
    void authenticatesWithoutWaitingForAWelcome() {
        session.join(FakeAccount.request());
        upstream.establish();
        assertThat(session.port().calls())
                .containsExactly(
                        new Sent(FrameType.TEXT, Requests.auth(Requests.SECRET)),
                        new Ready(),
                        new Opened(0),
                        new Told(new ClientEvent.Authenticated(), 0),
                        new Delivered(FrameType.BINARY, AUTHORIZED, Set.of(0)));
    }

    @Test
    void takesCredentialsFromHeaders() {
        session.join(new OpenRequest(
                FakeAccount.URL,
                "",
                "",
                Map.of("APCA-API-KEY-ID", Requests.KEY, "APCA-API-SECRET-KEY", Requests.SECRET),
                List.of(),
                List.of(),
                ""));
        upstream.establish();
        assertThat(session.port().received(0)).containsExactly(AUTHORIZED);
    }

    @Test
    void presentsATokenInItsOwnForm() {
        OpenRequest request = OpenRequest.of(FakeAccount.URL).with(new Credentials("oauth", "the-token"));
        SessionHarness tokens = new SessionHarness(new AlpacaProtocol(), request);
        tokens.join(new Admission(request, true));
        tokens.open();
        assertThat(tokens.port().sent())
                .containsExactly("{\"action\":\"authenticate\",\"data\":{\"oauth_token\":\"the-token\"}}");
        tokens.receive(AUTHORIZED);
        assertThat(tokens.port().received(0)).containsExactly(AUTHORIZED);
    }

    @Test
    void tellsThoseWhoPresentedTheWrongSecretOnly() {
        int wrong = session.join(new Admission(withSecret("wrong"), true));
        int waiting = session.join(withSecret("wrong"));
        int right = session.join(FakeAccount.greeted());
        upstream.establish();
        assertThat(session.port().received(wrong)).containsExactly(UNAUTHORIZED);
        assertThat(session.port().received(right)).containsExactly(AUTHORIZED);
        assertThat(session.port().of(Refused.class)).singleElement().satisfies(refused -> {
            assertThat(refused.slot()).isEqualTo(waiting);
            assertThat(refused.failure().code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
        });
        assertThat(session.port().of(Failed.class)).isEmpty();
    }

    @Test
    void comparesLaterSecretsWithWhatTheUpstreamAccepted() {
        session.join(FakeAccount.request());
        upstream.establish();
        int wrong = session.join(new Admission(withSecret("wrong"), true));
        int right = session.join(FakeAccount.greeted());
        assertThat(session.port().received(wrong)).containsExactly(UNAUTHORIZED);
        assertThat(session.port().received(right)).containsExactly(AUTHORIZED);
        assertThat(session.port().sent()).hasSize(1);
    }

    @Test
    void answersAtOnceWhileTheUpstreamIsAwayWhatItAcceptedBefore() {
        session.join(FakeAccount.request());
        upstream.establish();
        upstream.drop();
        int client = session.join(FakeAccount.greeted());
        assertThat(session.port().received(client)).containsExactly(AUTHORIZED);
    }

    @Test
    void closesWhoGetsNoVerdictInsteadOfCallingTheKeyWrong() {
        int client = session.join(FakeAccount.greeted());
        session.join(FakeAccount.request());
        session.open();
        session.pass(Duration.ofMillis(2_499));
        assertThat(session.port().of(Refused.class)).isEmpty();
        session.pass(Duration.ofMillis(1));
        assertThat(session.port().of(Refused.class)).singleElement().satisfies(refused -> {
            assertThat(refused.slot()).isEqualTo(client);
            assertThat(refused.failure().code()).isEqualTo(ErrorCode.TIMEOUT);
        });
        assertThat(session.port().of(Delivered.class)).isEmpty();
    }

    @Test
    void closesWithoutAWordWhoDoesNotAuthenticateWithinTenSeconds() {
        session.join(FakeAccount.request());
        upstream.establish();
        session.port().clear();
        int silent = session.join(withSecret(""));
        session.pass(Duration.ofMillis(9_999));
        assertThat(session.port().calls()).containsExactly(new Opened(silent));
        session.pass(Duration.ofMillis(1));
        assertThat(session.port().calls())
                .last()
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.failure().code()).isEqualTo(ErrorCode.AUTHENTICATION_TIMEOUT));
        assertThat(session.port().of(Delivered.class)).isEmpty();
    }

    @Test
    void endsForGoodWhenTheKeyIsRevoked() {
        session.join(FakeAccount.request());
        upstream.establish();
        upstream.drop();
        upstream.connect();
        upstream.send(UNAUTHORIZED);
        assertThat(session.port().of(Failed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.retry()).isEqualTo(Retry.NEVER);
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
        });
    }

    @Test
    void showsSecretsNowhereButToTheUpstream() {
        session.join(new Admission(withSecret("wrong-secret"), true));
        session.join(FakeAccount.request());
        upstream.establish();
        assertThat(session.port().calls().stream()
                        .filter(call -> !(call instanceof Sent))
                        .map(PortCall::toString))
                .allSatisfy(call -> assertThat(call).doesNotContain(Requests.SECRET, "wrong-secret"));
    }
}
