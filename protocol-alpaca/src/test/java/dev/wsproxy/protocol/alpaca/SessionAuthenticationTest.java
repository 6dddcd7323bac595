// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.FakeAlpaca.AUTHENTICATED;
import static dev.wsproxy.protocol.alpaca.FakeAlpaca.CONNECTED;
import static dev.wsproxy.protocol.alpaca.FakeAlpaca.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionAuthenticationTest {
    private static final String AUTH_FAILED = error(402, "auth failed");

    private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), Requests.withCredentials());
    private final FakeAlpaca upstream = new FakeAlpaca(session);

    private static Delivered text(String message, int slot) {
        return new Delivered(FrameType.TEXT, message, Set.of(slot));
    }

    private static PortCall told(ClientEvent event, int slot) {
        return new Told(event, slot);
    }

    private List<Failed> failures() {
        return session.port().of(Failed.class).toList();
    }

    private List<Refused> refusals() {
        return session.port().of(Refused.class).toList();
    }

    @Test
    void asksForTextEncoding() {
        assertThat(session.session().upstreamRequest().uri()).hasToString(Requests.URL);
        assertThat(session.session().upstreamRequest().headers()).containsEntry("Content-Type", "application/json");
    }

    @Test
    void authenticatesOnceAndOpensTheClientWithItsOwnWelcome() {
        session.join(Requests.withCredentials());
        session.open();
        assertThat(session.port().calls()).as("it waits for the welcome").isEmpty();
        session.receive(CONNECTED);
        session.receive(AUTHENTICATED);
        assertThat(session.port().calls())
                .containsExactly(
                        new Sent(FrameType.TEXT, Requests.auth(Requests.SECRET)),
                        new Ready(),
                        new Opened(0),
                        text(CONNECTED, 0),
                        told(new ClientEvent.Authenticated(), 0),
                        text(AUTHENTICATED, 0));
    }

    @Test
    void saysWhatAClientIsSentIfItReadsTooSlowly() {
        session.join(Requests.withCredentials());
        session.join(Requests.inMsgpack(Requests.withCredentials()));
        assertThat(session.port().slowClientNotice(0)).isEmpty();
        upstream.establish();
        assertThat(session.port().slowClientNotice(0)).contains(text(error(407, "slow client"), 0));
        Delivered binary = session.port().slowClientNotice(1).orElseThrow();
        assertThat(binary.type()).isEqualTo(FrameType.BINARY);
        assertThat(Requests.json(binary.text())).isEqualTo(error(407, "slow client"));
    }

    @Test
    void opensLaterClientsWithTheSameSecretWithoutAskingTheUpstream() {
        session.join(Requests.withCredentials());
        upstream.establish();
        session.port().clear();
        session.join(Requests.withCredentials());
        assertThat(session.port().calls())
                .containsExactly(
                        new Opened(1),
                        text(CONNECTED, 1),
                        told(new ClientEvent.Authenticated(), 1),
                        text(AUTHENTICATED, 1));
    }

    @Test
    void opensEverybodyWhoWaitedForTheVerdict() {
        session.join(Requests.withCredentials());
        session.join(Requests.withCredentials());
        session.join(Requests.withSecret("wrong"));
        upstream.establish();
        assertThat(session.port().sent()).containsExactly(Requests.auth(Requests.SECRET));
        assertThat(session.port().of(Opened.class)).containsExactly(new Opened(0), new Opened(1));
        assertThat(refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.slot()).isEqualTo(2);
            assertThat(refused.failure().code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(refused.failure().detail()).isEqualTo(402);
            assertThat(refused.failure().reason())
                    .contains("the secret differs")
                    .doesNotContain("wrong");
        });
    }

    @Test
    void refusesALaterClientWithAnotherSecretAndLeavesTheOthersAlone() {
        session.join(Requests.withCredentials());
        upstream.establish();
        session.port().clear();
        int second = session.join(Requests.withSecret("wrong"));
        assertThat(session.port().calls()).singleElement().isInstanceOf(Refused.class);
        assertThat(refusals().get(0).slot()).isEqualTo(second);
    }

    @Test
    void givesASecondSecretItsChanceWhenTheFirstIsRefused() {
        session.join(Requests.withSecret("wrong"));
        session.join(Requests.withCredentials());
        session.join(Requests.withSecret("wrong"));
        upstream.establish();
        assertThat(session.port().sent()).containsExactly(Requests.auth("wrong"), Requests.auth(Requests.SECRET));
        assertThat(refusals()).extracting(Refused::slot).containsExactly(0, 2);
        assertThat(refusals()).extracting(Refused::failure).allSatisfy(failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(failure.detail()).isEqualTo(402);
            assertThat(failure.reason()).contains("refused the key and secret: check both");
        });
        assertThat(session.port().of(Opened.class)).containsExactly(new Opened(1));
        assertThat(failures()).isEmpty();
    }

    @Test
    void opensAnAccountOnlyClientWithTheWelcomeAndAuthenticatesWithItsMessage() {
        session.join(Requests.withAccountOnly());
        session.open();
        assertThat(session.port().calls()).isEmpty();
        session.receive(CONNECTED);
        assertThat(session.port().calls()).containsExactly(new Opened(0), text(CONNECTED, 0));
        session.send(0, Requests.auth(Requests.SECRET));
        assertThat(session.port().sent()).containsExactly(Requests.auth(Requests.SECRET));
        session.port().clear();
        session.receive(AUTHENTICATED);
        assertThat(session.port().calls())
                .containsExactly(new Ready(), told(new ClientEvent.Authenticated(), 0), text(AUTHENTICATED, 0));
    }

    @Test
    void acceptsNothingFromAClientWhoseOpenStillWaits() {
        session.join(Requests.withAccountOnly());
        assertThat(session.send(0, Requests.auth(Requests.SECRET))).isEqualTo(SendResult.NOT_CONNECTED);
    }

    @Test
    void letsAClientThatAuthenticatesByMessageTryAgain() {
        session.join(Requests.greeted("wrong"));
        upstream.establish();
        assertThat(session.port().received(0)).containsExactly(AUTH_FAILED);
        session.send(0, Requests.auth(Requests.SECRET));
        upstream.answerAll();
        assertThat(session.port().received(0)).containsExactly(AUTH_FAILED, AUTHENTICATED);
        assertThat(refusals()).isEmpty();
    }

    @Test
    void comparesTheMessageOfALaterClientWithWhatTheUpstreamAccepted() {
        session.join(Requests.withCredentials());
        upstream.establish();
        int second = session.join(Requests.greeted("wrong"));
        assertThat(session.port().received(second)).containsExactly(AUTH_FAILED);
        session.send(second, "{\"action\":\"auth\",\"key\":\"OTHER\",\"secret\":\"" + Requests.SECRET + "\"}");
        assertThat(session.port().received(second)).containsExactly(AUTH_FAILED, AUTH_FAILED);
        session.send(second, Requests.auth(Requests.SECRET));
        assertThat(session.port().received(second)).containsExactly(AUTH_FAILED, AUTH_FAILED, AUTHENTICATED);
        assertThat(session.port().sent()).hasSize(1);
    }

    @Test
    void carriesOutRequestsBehindAnAuthenticationInOrderOfTheVerdict() {
        session.join(Requests.greeted("wrong"));
        session.send(0, Requests.subscribe("trades", "AAPL"));
        session.send(0, Requests.auth(Requests.SECRET));
        session.send(0, Requests.subscribe("trades", "MSFT"));
        upstream.establish();
        assertThat(session.port().received(0))
                .containsExactly(
                        AUTH_FAILED,
                        error(401, "not authenticated"),
                        AUTHENTICATED,
                        FakeAlpaca.acknowledgement(Map.of(
                                "trades", List.of("MSFT"),
                                "corrections", List.of("MSFT"),
                                "cancelErrors", List.of("MSFT"))));
    }

    @Test
    void answersASecondAuthenticationWith403() {
        session.join(Requests.withCredentials());
        upstream.establish();
        session.send(0, Requests.auth(Requests.SECRET));
        assertThat(session.port().received(0)).last().isEqualTo(error(403, "already authenticated"));
    }

    @Test
    void endsAClientThatDoesNotAuthenticateWithinTenSeconds() {
        session.join(Requests.withCredentials());
        upstream.establish();
        int second = session.join(Requests.withAccountOnly());
        session.pass(Duration.ofSeconds(6));
        session.send(second, Requests.auth("wrong"));
        session.pass(Duration.ofMillis(3_999));
        assertThat(refusals()).isEmpty();
        session.pass(Duration.ofMillis(1));
        assertThat(session.port().received(second)).containsExactly(CONNECTED, AUTH_FAILED, error(404, "auth timeout"));
        assertThat(refusals()).extracting(Refused::slot).containsExactly(second);
        assertThat(refusals().get(0).failure().code()).isEqualTo(ErrorCode.AUTHENTICATION_TIMEOUT);
        session.pass(Duration.ofMinutes(1));
        assertThat(refusals()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "406, connection limit exceeded, CONNECTION_LIMIT, SLOWLY, another program holds the account's only connection",
        "409, insufficient subscription, NOT_IN_PLAN, NEVER, plan does not include",
        "411, insufficient scope, NOT_IN_PLAN, NEVER, plan does not include",
        "404, auth timeout, AUTHENTICATION_TIMEOUT, SOON, within 10 s",
        "500, internal error, PROTOCOL_ERROR, SOON, internal error",
        "599, something new, PROTOCOL_ERROR, SOON, something new"
    })
    void failsWhenTheUpstreamRefusesTheSession(int code, String text, ErrorCode errorCode, Retry retry, String reason) {
        session.join(Requests.withCredentials());
        session.join(Requests.greeted(Requests.SECRET));
        upstream.connect();
        session.receive(error(code, text));
        assertThat(failures()).singleElement().satisfies(failed -> {
            assertThat(failed.retry()).isEqualTo(retry);
            assertThat(failed.failure().code()).isEqualTo(errorCode);
            assertThat(failed.failure().detail()).isEqualTo(code);
            assertThat(failed.failure().reason()).contains(reason);
        });
        assertThat(session.port().received(1))
                .as("who authenticates by message is answered by message")
                .containsExactly(error(code, text));
        assertThat(session.port().of(Opened.class)).containsExactly(new Opened(1));
    }

    @Test
    void answersAtOnceWith406WhileAnotherProgramHoldsTheConnection() {
        session.join(Requests.greeted(Requests.SECRET));
        upstream.connect();
        session.receive(error(406, "connection limit exceeded"));
        session.send(0, Requests.auth(Requests.SECRET));
        int second = session.join(Requests.withCredentials());
        assertThat(session.port().received(0))
                .containsExactly(error(406, "connection limit exceeded"), error(406, "connection limit exceeded"));
        assertThat(refusals()).singleElement().satisfies(refused -> {
            assertThat(refused.slot()).isEqualTo(second);
            assertThat(refused.failure().code()).isEqualTo(ErrorCode.CONNECTION_LIMIT);
        });
        upstream.connect();
        session.send(0, Requests.auth(Requests.SECRET));
        upstream.answerAll();
        assertThat(session.port().received(0)).last().isEqualTo(AUTHENTICATED);
    }

    @Test
    void endsForGoodWhenTheKeyIsRevoked() {
        session.join(Requests.withCredentials());
        upstream.establish();
        upstream.drop();
        upstream.acceptsSecret("another");
        upstream.establish();
        assertThat(failures()).singleElement().satisfies(failed -> {
            assertThat(failed.retry()).isEqualTo(Retry.NEVER);
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(failed.failure().detail()).isEqualTo(402);
        });
    }

    @Test
    void keepsOpenClientsWhenTheConnectionIsTakenByAnotherProgramAfterALoss() {
        session.join(Requests.withCredentials());
        upstream.establish();
        upstream.drop();
        upstream.connect();
        session.receive(error(406, "connection limit exceeded"));
        assertThat(failures()).extracting(Failed::retry).containsExactly(Retry.SLOWLY);
        int second = session.join(Requests.withCredentials());
        assertThat(session.port().calls()).contains(new Opened(second));
        assertThat(refusals()).isEmpty();
    }

    @Test
    void takesAlreadyAuthenticatedForAYes() {
        session.join(Requests.withCredentials());
        upstream.connect();
        session.receive(error(403, "already authenticated"));
        assertThat(session.port().calls()).contains(new Ready(), new Opened(0));
    }

    @Test
    void refusesClientsWhoseOpenWaitsWhenTheUpstreamCannotBeReached() {
        Failure unreachable = Failure.of(ErrorCode.UNREACHABLE, "connection refused");
        session.join(Requests.withCredentials());
        session.join(Requests.withAccountOnly());
        session.join(Requests.greeted(Requests.SECRET));
        session.lose(unreachable);
        assertThat(refusals()).containsExactly(new Refused(0, unreachable), new Refused(1, unreachable));
    }

    @Test
    void keepsAWelcomedClientThatHasNotAuthenticatedThroughALoss() {
        session.join(Requests.withAccountOnly());
        upstream.connect();
        upstream.drop();
        upstream.connect();
        session.send(0, Requests.auth(Requests.SECRET));
        upstream.answerAll();
        assertThat(session.port().received(0)).containsExactly(CONNECTED, AUTHENTICATED);
    }

    @Test
    void letsAClientInWhileTheUpstreamIsAway() {
        session.join(Requests.withCredentials());
        upstream.establish();
        upstream.drop();
        int byRequest = session.join(Requests.withCredentials());
        int byMessage = session.join(Requests.withAccountOnly());
        session.send(byMessage, Requests.auth(Requests.SECRET));
        assertThat(session.port().received(byRequest)).containsExactly(CONNECTED, AUTHENTICATED);
        assertThat(session.port().received(byMessage)).containsExactly(CONNECTED, AUTHENTICATED);
    }

    @Test
    void usesTheVerdictOfAClientThatHasLeftMeanwhile() {
        session.join(Requests.withCredentials());
        session.join(Requests.withCredentials());
        upstream.connect();
        session.leave(0);
        upstream.answerAll();
        assertThat(session.port().sent()).hasSize(1);
        assertThat(session.port().of(Opened.class)).containsExactly(new Opened(1));
    }

    @Test
    void triesAgainWhenTheUpstreamOwesAnAnswerTooLong() {
        session.join(Requests.withCredentials());
        session.open();
        session.pass(Duration.ofSeconds(16));
        assertThat(failures()).singleElement().satisfies(failed -> {
            assertThat(failed.retry()).isEqualTo(Retry.SOON);
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.TIMEOUT);
            assertThat(failed.failure().reason()).contains("did not answer in time");
        });
    }

    @Test
    void authenticatesLaterWhenTheUpstreamCouldNotTakeTheMessage() {
        session.join(Requests.withCredentials());
        session.port().answerSendsWith(SendResult.BACKPRESSURE);
        upstream.connect();
        session.port().answerSendsWith(SendResult.OK);
        session.pass(Duration.ofMillis(250));
        upstream.answerAll();
        assertThat(session.port().calls()).contains(new Opened(0));
    }

    @Test
    void showsSecretsNowhereButToTheUpstream() {
        session.join(Requests.withSecret("wrong-secret"));
        session.join(Requests.withCredentials());
        upstream.establish();
        session.join(Requests.withSecret("wrong-secret"));
        assertThat(session.port().calls().stream()
                        .filter(call -> !(call instanceof Sent))
                        .map(Object::toString))
                .allSatisfy(call -> assertThat(call).doesNotContain(Requests.SECRET, "wrong-secret"));
    }
}
