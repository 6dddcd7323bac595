// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.FakeAccount.AUTHORIZED;
import static dev.wsproxy.protocol.alpaca.FakeAccount.NOT_YET;
import static dev.wsproxy.protocol.alpaca.FakeAccount.OTHER;
import static dev.wsproxy.protocol.alpaca.FakeAccount.UNAUTHORIZED;
import static dev.wsproxy.protocol.alpaca.FakeAccount.UPDATES;
import static dev.wsproxy.protocol.alpaca.FakeAccount.listen;
import static dev.wsproxy.protocol.alpaca.FakeAccount.listening;
import static dev.wsproxy.protocol.alpaca.FakeAccount.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.PortCall.Delivered;
import dev.wsproxy.testkit.PortCall.Sent;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.ClientEvent.Authenticated;
import dev.wsproxy.transport.ClientEvent.ErrorReported;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that share an account stream, and what each of them listens to. */
class AccountSessionTest {
    private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), FakeAccount.request());
    private final FakeAccount upstream = new FakeAccount(session);

    @BeforeEach
    void establishWithTwoClients() {
        session.join(FakeAccount.request());
        upstream.establish();
        session.join(FakeAccount.greeted());
        session.port().clear();
    }

    private void request(int slot, String message) {
        session.send(slot, message);
        upstream.answerAll();
    }

    private List<String> received(int slot) {
        return session.port().received(slot);
    }

    @Test
    void asksForJson() {
        assertThat(session.session().upstreamRequest().uri()).hasToString(FakeAccount.URL);
        assertThat(session.session().upstreamRequest().headers()).containsEntry("Content-Type", "application/json");
    }

    @Test
    void bringsUpdatesToThoseWhoListenOnly() {
        request(1, listen(UPDATES));
        upstream.send(update(UPDATES, 1));
        assertThat(session.port().calls())
                .containsExactly(
                        new Sent(FrameType.TEXT, listen(UPDATES)),
                        new Delivered(FrameType.BINARY, listening(UPDATES), Set.of(1)),
                        new Delivered(FrameType.BINARY, update(UPDATES, 1), Set.of(1)));
    }

    @Test
    void asksTheUpstreamOnceForWhatSeveralListenTo() {
        request(0, listen(UPDATES));
        request(1, listen(UPDATES));
        upstream.send(update(UPDATES, 1));
        assertThat(session.port().sent()).containsExactly(listen(UPDATES));
        assertThat(received(0)).containsExactly(listening(UPDATES), update(UPDATES, 1));
        assertThat(received(1)).containsExactly(listening(UPDATES), update(UPDATES, 1));
    }

    @Test
    void replacesWhatAClientListensToAndKeepsWhatOthersNeed() {
        request(0, listen(UPDATES));
        request(1, listen(OTHER));
        assertThat(upstream.held()).containsExactly(OTHER, UPDATES);
        request(0, listen(OTHER));
        assertThat(received(0)).containsExactly(listening(UPDATES), listening(OTHER));
        upstream.send(update(UPDATES, 1));
        upstream.send(update(OTHER, 2));
        assertThat(received(0)).last().isEqualTo(update(OTHER, 2));
        assertThat(received(0)).doesNotContain(update(UPDATES, 1));
        session.pass(Duration.ofSeconds(2));
        upstream.answerAll();
        assertThat(upstream.held()).containsExactly(OTHER);
    }

    @Test
    void stopsWithAnEmptyListAndTellsTheUpstreamAfterAWhile() {
        request(0, listen(UPDATES));
        request(0, listen());
        upstream.send(update(UPDATES, 1));
        assertThat(received(0)).containsExactly(listening(UPDATES), listening());
        assertThat(upstream.held()).containsExactly(UPDATES);
        session.pass(Duration.ofSeconds(2));
        upstream.answerAll();
        assertThat(session.port().sent()).containsExactly(listen(UPDATES), listen());
    }

    @Test
    void givesUpWhatOnlyAClientThatLeftListenedTo() {
        request(1, listen(UPDATES));
        session.leave(1);
        session.pass(Duration.ofSeconds(2));
        upstream.answerAll();
        assertThat(upstream.held()).isEmpty();
    }

    @Test
    void leavesOutWhatIsNotAvailable() {
        request(0, listen("nothing", UPDATES, "no stream", "trade updates"));
        assertThat(received(0)).containsExactly(listening(UPDATES));
        request(0, listen("nothing"));
        assertThat(received(0)).last().isEqualTo(listening());
    }

    @Test
    void answersInOrder() {
        session.send(0, listen(UPDATES));
        session.send(0, listen());
        session.send(0, listen(OTHER));
        assertThat(received(0)).isEmpty();
        upstream.answerAll();
        assertThat(received(0)).containsExactly(listening(UPDATES), listening(), listening(OTHER));
    }

    @Test
    void saysNothingToWhatMakesNoSenseButTellsTheLibrary() {
        for (String message : List.of("nonsense", "[]", "{}", "{\"action\":\"dance\"}", "{\"action\":\"listen\"}")) {
            session.send(0, message);
        }
        assertThat(received(0)).isEmpty();
        assertThat(session.port().events(0))
                .hasSize(5)
                .allSatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                ErrorReported.class,
                                reported ->
                                        assertThat(reported.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST)));
        assertThat(session.port().events(1)).isEmpty();
    }

    @Test
    void answersWhoListensBeforeItHasAuthenticated() {
        int third = session.join(FakeAccount.request().with(new Credentials(Requests.KEY, "")));
        session.send(third, listen(UPDATES));
        session.send(third, FakeAccount.authenticate(Requests.KEY, "wrong"));
        session.send(third, FakeAccount.authenticate(Requests.KEY, Requests.SECRET));
        assertThat(received(third)).containsExactly(NOT_YET, UNAUTHORIZED, AUTHORIZED);
        assertThat(session.port().sent()).isEmpty();
    }

    @Test
    void letsAClientAuthenticateAgain() {
        session.send(1, FakeAccount.authenticate(Requests.KEY, Requests.SECRET));
        session.send(1, Requests.auth("wrong"));
        request(1, listen(UPDATES));
        assertThat(received(1)).containsExactly(AUTHORIZED, UNAUTHORIZED, listening(UPDATES));
        assertThat(session.port().events(1)).containsExactly(new Authenticated());
    }

    @Test
    void passesOnStreamsAndFieldsThatItDoesNotKnow() {
        request(0, listen(OTHER));
        upstream.send(update(OTHER, 1));
        upstream.send(update("unheard_of", 2));
        assertThat(received(0)).containsExactly(listening(OTHER), update(OTHER, 1));
        assertThat(received(1)).isEmpty();
    }

    @Test
    void ignoresHeartbeatsAndTakesTextFramesToo() {
        request(0, listen(UPDATES));
        session.port().clear();
        session.receive(FrameType.BINARY, new byte[] {1});
        session.receive(update(UPDATES, 1));
        assertThat(session.port().calls())
                .containsExactly(new Delivered(FrameType.BINARY, update(UPDATES, 1), Set.of(0)));
    }

    @Test
    void reportsWhatNobodyCanRead() {
        upstream.send("{\"data\":{}}");
        assertThat(session.port().events(0))
                .singleElement()
                .isInstanceOfSatisfying(
                        ErrorReported.class,
                        reported -> assertThat(reported.failure().reason()).contains("names no stream"));
        assertThat(session.port().of(Delivered.class)).isEmpty();
    }

    @Test
    void convertsForMsgpackClients() {
        int third = session.join(Requests.inMsgpack(FakeAccount.request()));
        session.send(third, FrameType.BINARY, Requests.msgpack(listen(UPDATES)));
        upstream.answerAll();
        upstream.send(update(UPDATES, 1));
        assertThat(received(third).stream().map(Requests::json))
                .containsExactly(
                        AUTHORIZED, listening(UPDATES), update(UPDATES, 1).replace("1.50", "1.5"));
        byte[] last = received(third).get(2).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(last).as("times as timestamps").contains((byte) 0xD7, (byte) 0xFF);
    }
}
