// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.FakeAlpaca.AUTHENTICATED;
import static dev.wsproxy.protocol.alpaca.FakeAlpaca.acknowledgement;
import static dev.wsproxy.protocol.alpaca.FakeAlpaca.error;
import static dev.wsproxy.protocol.alpaca.Requests.auth;
import static dev.wsproxy.protocol.alpaca.Requests.frame;
import static dev.wsproxy.protocol.alpaca.Requests.subscribe;
import static dev.wsproxy.protocol.alpaca.Requests.trade;
import static dev.wsproxy.protocol.alpaca.Requests.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.PortCall;
import dev.wsproxy.testkit.PortCall.Delivered;
import dev.wsproxy.testkit.PortCall.Ready;
import dev.wsproxy.testkit.PortCall.Sent;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.ClientEvent.ErrorReported;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionReconnectionTest {
    private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), Requests.withCredentials());
    private final FakeAlpaca upstream = new FakeAlpaca(session);

    @BeforeEach
    void establishWithTwoClients() {
        session.join(Requests.withCredentials());
        upstream.establish();
        session.join(Requests.withCredentials());
    }

    private void request(int slot, String message) {
        session.send(slot, message);
        upstream.answerAll();
    }

    private static String bars(String... symbols) {
        return acknowledgement(Map.of("bars", List.of(symbols)));
    }

    @Test
    void isReadyAtOnceWhenNothingWasSubscribed() {
        upstream.drop();
        session.port().clear();
        upstream.establish();
        assertThat(session.port().calls())
                .containsExactly(new Sent(FrameType.TEXT, auth(Requests.SECRET)), new Ready());
    }

    @Test
    void subscribesToTheUnionAgainAndIsReadyBeforeDataFlows() {
        request(0, subscribe("bars", "AAPL"));
        request(1, subscribe("bars", "AAPL", "MSFT"));
        upstream.drop();
        session.port().clear();
        upstream.connect();
        upstream.answerOne();
        session.receive(frame(Requests.element("b", "AAPL")));
        upstream.answerAll();
        session.receive(frame(Requests.element("b", "MSFT")));
        assertThat(session.port().calls())
                .as("nobody is told anything but the gap, which is the broker's")
                .containsExactly(
                        new Sent(FrameType.TEXT, auth(Requests.SECRET)),
                        new Sent(FrameType.TEXT, subscribe("bars", "AAPL", "MSFT")),
                        new Ready(),
                        new Delivered(FrameType.TEXT, frame(Requests.element("b", "MSFT")), Set.of(1)));
    }

    @Test
    void isReadyAfterTheLastPart() {
        List<String> symbols = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            symbols.add("SYM" + i);
        }
        request(0, subscribe("bars", symbols.toArray(String[]::new)));
        upstream.drop();
        session.port().clear();
        upstream.establish();
        assertThat(session.port().calls()).last().isEqualTo(new Ready());
        assertThat(session.port().sent()).hasSizeGreaterThan(3);
        assertThat(upstream.state().get("bars")).hasSize(3000);
    }

    @Test
    void forgetsWhatWasGivenUpWhileTheUpstreamWasAway() {
        request(0, subscribe("bars", "AAPL", "MSFT"));
        request(1, subscribe("bars", "TSLA"));
        upstream.drop();
        session.send(0, unsubscribe("bars", "AAPL"));
        session.leave(1);
        assertThat(session.port().received(0)).last().isEqualTo(bars("MSFT"));
        upstream.establish();
        assertThat(upstream.state().get("bars")).containsExactly("MSFT");
    }

    @Test
    void grantsAtOnceWhatWillBeRestoredAndLaterWhatWillNot() {
        request(0, subscribe("bars", "AAPL"));
        upstream.drop();
        session.port().clear();
        session.send(1, subscribe("bars", "AAPL"));
        session.send(1, subscribe("bars", "MSFT"));
        assertThat(session.port().received(1)).containsExactly(bars("AAPL"));
        upstream.establish();
        assertThat(session.port().received(1)).containsExactly(bars("AAPL"), bars("AAPL", "MSFT"));
        assertThat(session.port().sent())
                .containsExactly(auth(Requests.SECRET), subscribe("bars", "AAPL"), subscribe("bars", "MSFT"));
    }

    @Test
    void asksAgainForAChangeThatWasInFlight() {
        session.send(0, subscribe("bars", "AAPL"));
        upstream.drop();
        session.port().clear();
        upstream.establish();
        assertThat(session.port().sent()).containsExactly(auth(Requests.SECRET), subscribe("bars", "AAPL"));
        assertThat(session.port().received(0)).containsExactly(bars("AAPL"));
    }

    @Test
    void findsTheSymbolThatIsNoLongerGrantedAndTellsOnlyItsHolders() {
        request(0, subscribe("bars", "A", "B", "C", "D"));
        request(1, subscribe("bars", "A", "E"));
        upstream.drop();
        session.port().clear();
        upstream.refusesSymbol("C");
        upstream.establish();
        assertThat(upstream.state().get("bars")).containsExactlyInAnyOrder("A", "B", "D", "E");
        assertThat(session.port().received(0)).containsExactly(error(400, "invalid syntax"), bars("A", "B", "D"));
        assertThat(session.port().events(0)).singleElement().isInstanceOfSatisfying(ErrorReported.class, reported -> {
            assertThat(reported.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(reported.failure().reason())
                    .contains("after a reconnection")
                    .contains("bars [C]");
        });
        assertThat(session.port().received(1)).isEmpty();
        assertThat(session.port().events(1)).isEmpty();
        session.receive(frame(Requests.element("b", "C")));
        assertThat(session.port().received(0)).hasSize(2);
    }

    @Test
    void keepsAsManySymbolsAsASmallerPlanAllows() {
        request(0, subscribe("trades", "A", "B", "C", "D", "E"));
        upstream.drop();
        upstream.limitsSymbolsTo(3);
        session.port().clear();
        upstream.establish();
        assertThat(upstream.state().get("trades")).hasSize(3);
        assertThat(session.port().received(0)).hasSize(2).first().isEqualTo(error(405, "symbol limit exceeded"));
        assertThat(session.port().of(Ready.class)).hasSize(1);
    }

    @Test
    void survivesALossWhileItSubscribesAgain() {
        request(0, subscribe("bars", "AAPL"));
        upstream.drop();
        upstream.connect();
        upstream.answerOne();
        upstream.drop();
        session.port().clear();
        upstream.establish();
        session.receive(frame(Requests.element("b", "AAPL")));
        assertThat(session.port().of(Ready.class)).hasSize(1);
        assertThat(session.port().received(0)).containsExactly(frame(Requests.element("b", "AAPL")));
    }

    @Test
    void beginsAnewWhenTheUpstreamForgotTheAuthentication() {
        request(0, subscribe("trades", "AAPL"));
        session.send(0, subscribe("trades", "MSFT"));
        session.receive(error(401, "not authenticated"));
        assertThat(session.port().of(PortCall.Failed.class)).hasSize(1);
        session.lose();
        upstream.establish();
        session.receive(frame(trade("MSFT", 1)));
        assertThat(session.port().received(0)).last().isEqualTo(frame(trade("MSFT", 1)));
        assertThat(session.port().received(0)).doesNotContain(error(401, "not authenticated"));
    }

    @Test
    void ignoresMessagesThatComeAfterTheLoss() {
        request(0, subscribe("trades", "AAPL"));
        upstream.drop();
        session.port().clear();
        session.receive(frame(trade("AAPL", 1)));
        session.receive(AUTHENTICATED);
        assertThat(session.port().calls()).isEmpty();
    }
}
