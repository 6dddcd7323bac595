// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.FakeAlpaca.error;
import static dev.wsproxy.protocol.alpaca.Requests.frame;
import static dev.wsproxy.protocol.alpaca.Requests.subscribe;
import static dev.wsproxy.protocol.alpaca.Requests.trade;
import static dev.wsproxy.protocol.alpaca.Requests.unsubscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.Credentials;
import dev.wsproxy.ErrorCode;
import dev.wsproxy.SendResult;
import dev.wsproxy.testkit.PortCall;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.ClientEvent.SubscriptionChanged;
import dev.wsproxy.transport.ClientEvent.SubscriptionRefused;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionSubscriptionTest {
    private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), Requests.withCredentials());
    private final FakeAlpaca upstream = new FakeAlpaca(session);

    @BeforeEach
    void establishWithTwoClients() {
        session.join(Requests.withCredentials());
        upstream.establish();
        session.join(Requests.withCredentials());
        session.port().clear();
    }

    private static String trades(String... symbols) {
        List<String> list = List.of(symbols);
        return FakeAlpaca.acknowledgement(Map.of("trades", list, "corrections", list, "cancelErrors", list));
    }

    private ClientEvent lastEvent(int slot) {
        List<ClientEvent> events = session.port().events(slot);
        return events.get(events.size() - 1);
    }

    @Test
    void acknowledgesWithEveryChannelInTheDocumentedOrder() {
        session.send(
                0, "{\"action\":\"subscribe\",\"quotes\":[\"MSFT\"],\"trades\":[\"AAPL\",\"TSLA\"],\"bars\":null}");
        upstream.answerAll();
        assertThat(session.port().received(0))
                .containsExactly(
                        "[{\"T\":\"subscription\",\"trades\":[\"AAPL\",\"TSLA\"],\"quotes\":[\"MSFT\"],"
                                + "\"bars\":[],\"updatedBars\":[],\"dailyBars\":[],\"statuses\":[],\"lulds\":[],"
                                + "\"corrections\":[\"AAPL\",\"TSLA\"],\"cancelErrors\":[\"AAPL\",\"TSLA\"],\"imbalances\":[]}]");
        assertThat(session.port().received(1)).isEmpty();
    }

    @Test
    void acknowledgesOnTheTestFeedWithItsThreeChannels() {
        SessionHarness test = new SessionHarness(
                new AlpacaProtocol(),
                OpenRequest.of("wss://stream.data.alpaca.markets/v2/test")
                        .with(new Credentials(Requests.KEY, Requests.SECRET)));
        test.join(Requests.withCredentials());
        new FakeAlpaca(test).establish();
        test.send(0, subscribe("trades", "FAKEPACA"));
        test.receive("[{\"T\":\"subscription\",\"trades\":[\"FAKEPACA\"],\"quotes\":[],\"bars\":[]}]");
        assertThat(test.port().received(0))
                .last()
                .isEqualTo("[{\"T\":\"subscription\",\"trades\":[\"FAKEPACA\"],\"quotes\":[],\"bars\":[]}]");
    }

    @Test
    void asksTheUpstreamOnlyForWhatNobodyHas() {
        session.send(0, subscribe("trades", "AAPL"));
        upstream.answerAll();
        session.send(1, subscribe("trades", "AAPL", "MSFT"));
        assertThat(session.port().received(1))
                .as("before the upstream has agreed")
                .isEmpty();
        upstream.answerAll();
        assertThat(session.port().sent()).containsExactly(subscribe("trades", "AAPL"), subscribe("trades", "MSFT"));
        assertThat(session.port().received(1)).containsExactly(trades("AAPL", "MSFT"));
        assertThat(session.port().received(0)).containsExactly(trades("AAPL"));
    }

    @Test
    void acknowledgesAtOnceWhatTheUpstreamHasAlreadyGranted() {
        session.send(0, subscribe("trades", "AAPL", "MSFT"));
        upstream.answerAll();
        session.send(1, subscribe("trades", "MSFT"));
        assertThat(session.port().received(1)).containsExactly(trades("MSFT"));
        assertThat(upstream.unanswered()).isEmpty();
    }

    @Test
    void acknowledgesBeforeTheDataOfTheSubscription() {
        session.send(0, subscribe("trades", "AAPL"));
        upstream.answerAll();
        session.send(1, subscribe("trades", "AAPL", "MSFT"));
        session.receive(frame(trade("AAPL", 1)));
        upstream.answerAll();
        session.receive(frame(trade("AAPL", 2)));
        assertThat(session.port().received(1)).containsExactly(trades("AAPL", "MSFT"), frame(trade("AAPL", 2)));
        assertThat(session.port().received(0))
                .containsExactly(trades("AAPL"), frame(trade("AAPL", 1)), frame(trade("AAPL", 2)));
    }

    @Test
    void keepsOneChangeInFlight() {
        session.send(0, subscribe("trades", "AAPL"));
        session.send(1, subscribe("quotes", "MSFT"));
        assertThat(upstream.unanswered()).containsExactly(subscribe("trades", "AAPL"));
        upstream.answerOne();
        assertThat(upstream.unanswered()).containsExactly(subscribe("quotes", "MSFT"));
    }

    @Test
    void answersAClientsRequestsInTheirOrder() {
        session.send(1, subscribe("bars", "SPY"));
        upstream.answerAll();
        session.port().clear();
        session.send(0, subscribe("trades", "AAPL"));
        session.send(0, subscribe("bars", "SPY"));
        session.send(0, "nonsense");
        session.send(0, unsubscribe("trades", "AAPL"));
        assertThat(session.port().received(0)).as("held up by the first").isEmpty();
        upstream.answerAll();
        assertThat(session.port().received(0))
                .containsExactly(
                        trades("AAPL"),
                        FakeAlpaca.acknowledgement(Map.of(
                                "trades", List.of("AAPL"),
                                "corrections", List.of("AAPL"),
                                "cancelErrors", List.of("AAPL"),
                                "bars", List.of("SPY"))),
                        error(400, "invalid syntax"),
                        FakeAlpaca.acknowledgement(Map.of("bars", List.of("SPY"))));
    }

    @Test
    void countsTheWildcardAsAnEntryOfItsOwn() {
        session.send(0, subscribe("trades", "*"));
        session.send(1, subscribe("trades", "AAPL"));
        upstream.answerAll();
        assertThat(session.port().sent()).containsExactly(subscribe("trades", "*"), subscribe("trades", "AAPL"));
        session.port().clear();
        session.receive(frame(trade("AAPL", 1), trade("MSFT", 2)));
        assertThat(session.port().received(0)).containsExactly(frame(trade("AAPL", 1)), frame(trade("MSFT", 2)));
        assertThat(session.port().received(1)).containsExactly(frame(trade("AAPL", 1)));
        session.leave(0);
        session.pass(Duration.ofSeconds(1));
        upstream.answerAll();
        assertThat(session.port().sent()).containsExactly(unsubscribe("trades", "*"));
    }

    @Test
    void unsubscribesUpstreamAfterTheLastSubscriberAndAGrace() {
        session.send(0, subscribe("trades", "AAPL"));
        session.send(1, subscribe("trades", "AAPL"));
        upstream.answerAll();
        session.port().clear();
        session.send(0, unsubscribe("trades", "AAPL"));
        session.pass(Duration.ofSeconds(5));
        assertThat(session.port().sent()).isEmpty();
        session.send(1, unsubscribe("trades", "AAPL"));
        assertThat(session.port().received(1)).containsExactly(trades());
        session.pass(Duration.ofMillis(999));
        assertThat(session.port().sent()).isEmpty();
        session.pass(Duration.ofMillis(1));
        assertThat(session.port().sent()).containsExactly(unsubscribe("trades", "AAPL"));
        upstream.answerAll();
        assertThat(upstream.holds("trades", "AAPL")).isFalse();
    }

    @Test
    void sparesTheUpstreamWhenSomebodyTakesOverWithinTheGrace() {
        session.send(0, subscribe("trades", "AAPL"));
        upstream.answerAll();
        session.leave(0);
        session.pass(Duration.ofMillis(500));
        session.send(1, subscribe("trades", "AAPL"));
        assertThat(session.port().received(1)).containsExactly(trades("AAPL"));
        session.pass(Duration.ofSeconds(5));
        assertThat(session.port().sent()).containsExactly(subscribe("trades", "AAPL"));
    }

    @Test
    void acknowledgesTheRemovalOfWhatIsNotHeld() {
        session.send(0, unsubscribe("trades", "AAPL"));
        assertThat(session.port().received(0)).containsExactly(trades());
        session.pass(Duration.ofSeconds(5));
        assertThat(session.port().sent()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":\"subscribe\"} | 400 | invalid syntax",
                "{\"action\":\"subscribe\",\"trades\":[]} | 400 | invalid syntax",
                "{\"action\":\"subscribe\",\"trades\":\"AAPL\"} | 400 | invalid syntax",
                "{\"action\":\"subscribe\",\"trades\":[7]} | 400 | invalid syntax",
                "{\"action\":\"subscribe\",\"trades\":[\"\"]} | 400 | invalid syntax",
                "{\"action\":\"subscribe\",\"trades\":[\"A B\"]} | 400 | invalid syntax",
                "{\"action\":\"subscribe\",\"trades\":[\"\\ud800\"]} | 400 | invalid syntax",
                "{\"action\":\"subscribe\",\"trade\":[\"AAPL\"]} | 400 | invalid syntax",
                "{\"action\":\"subscribe\",\"corrections\":[\"AAPL\"]} | 400 | invalid syntax",
                "{\"action\":\"subscribe\",\"trades\":[\"AAPL\"],\"news\":[\"AAPL\"]} | 410 | invalid subscribe action for this feed",
                "{\"action\":\"listen\",\"data\":{\"streams\":[]}} | 400 | invalid syntax",
                "[1,2] | 400 | invalid syntax",
                "{\"action\":\"subscribe\",\"trades\":[\"AAPL\"] | 400 | invalid syntax"
            })
    void answersWhatMakesNoSenseItself(String message, int code, String text) {
        assertThat(session.send(0, message)).isEqualTo(SendResult.OK);
        assertThat(session.port().received(0)).containsExactly(error(code, text));
        assertThat(session.port().sent()).isEmpty();
        assertThat(session.port().received(1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"subscribe\",\"trades\":[\"AAPL\"],\"orderbooks\":[],\"news\":null}",
                "{\"trades\":[\"AAPL\",\"AAPL\"],\"corrections\":[\"AAPL\"],\"action\":\"subscribe\"}"
            })
    void takesTheWaysInWhichSdksWrite(String message) {
        session.send(0, message);
        upstream.answerAll();
        assertThat(session.port().sent()).containsExactly(subscribe("trades", "AAPL"));
        assertThat(session.port().received(0)).containsExactly(trades("AAPL"));
    }

    @Test
    void givesTheUpstreamsRefusalToWhomItBelongsAndChangesNothing() {
        upstream.limitsSymbolsTo(2);
        session.send(0, subscribe("trades", "AAPL", "MSFT"));
        upstream.answerAll();
        session.send(1, subscribe("trades", "AAPL"));
        session.send(1, subscribe("trades", "MSFT", "GOOG"));
        upstream.answerAll();
        assertThat(session.port().received(1)).containsExactly(trades("AAPL"), error(405, "symbol limit exceeded"));
        assertThat(session.port().received(0)).containsExactly(trades("AAPL", "MSFT"));
        session.send(1, subscribe("bars", "GOOG"));
        upstream.answerAll();
        assertThat(session.port().received(1))
                .last()
                .isEqualTo(FakeAlpaca.acknowledgement(Map.of(
                        "trades", List.of("AAPL"),
                        "corrections", List.of("AAPL"),
                        "cancelErrors", List.of("AAPL"),
                        "bars", List.of("GOOG"))));
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid syntax, INVALID_REQUEST",
        "405, symbol limit exceeded, SYMBOL_LIMIT",
        "410, invalid subscribe action for this feed, UNKNOWN_CHANNEL",
        "409, insufficient subscription, NOT_IN_PLAN",
        "413, star subscription is not allowed for option quotes, NOT_IN_PLAN",
        "500, internal error, PROTOCOL_ERROR",
        "477, brand new, PROTOCOL_ERROR"
    })
    void refusesARequestOfTheClientLibraryWithTheUpstreamsCode(int code, String text, ErrorCode errorCode) {
        long id = session.subscribe(0, "trades", "AAPL");
        session.receive(error(code, text));
        assertThat(session.port().received(0)).isEmpty();
        assertThat(session.port().events(0))
                .singleElement()
                .isInstanceOfSatisfying(SubscriptionRefused.class, refused -> {
                    assertThat(refused.correlationId()).isEqualTo(id);
                    assertThat(refused.failure().code()).isEqualTo(errorCode);
                    assertThat(refused.failure().detail()).isEqualTo(code);
                    assertThat(refused.failure().reason()).isNotEmpty();
                });
    }

    @Test
    void letsGoOfWhatNobodyWantsWhenTheLimitIsReached() {
        upstream.limitsSymbolsTo(2);
        session.send(0, subscribe("trades", "AAPL", "MSFT"));
        upstream.answerAll();
        session.send(0, unsubscribe("trades", "AAPL", "MSFT"));
        session.send(0, subscribe("trades", "GOOG", "TSLA"));
        upstream.answerAll();
        assertThat(session.port().received(0))
                .containsExactly(trades("AAPL", "MSFT"), trades(), trades("GOOG", "TSLA"));
        session.send(1, subscribe("trades", "NVDA"));
        upstream.answerAll();
        assertThat(session.port().received(1)).containsExactly(error(405, "symbol limit exceeded"));
    }

    @Test
    void endsARequestInTheSamePlaceWhetherItCameByMessageOrThroughTheLibrary() {
        session.send(0, subscribe("trades", "AAPL"));
        upstream.answerAll();
        long id = session.subscribe(1, "trades", "AAPL", "MSFT");
        upstream.answerAll();
        assertThat(session.port().sent()).containsExactly(subscribe("trades", "AAPL"), subscribe("trades", "MSFT"));
        assertThat(session.port().received(1)).containsExactly(trades("AAPL", "MSFT"));
        assertThat(lastEvent(1)).isEqualTo(new SubscriptionChanged(id, Set.of("AAPL")));
        session.send(1, unsubscribe("trades", "MSFT"));
        long unsubscribed = session.unsubscribe(1, "trades", "AAPL");
        assertThat(lastEvent(1)).isEqualTo(new SubscriptionChanged(unsubscribed, Set.of("AAPL")));
        assertThat(session.port().received(1)).last().isEqualTo(trades());
    }

    @Test
    void doesNotCallAClientsOwnSubscriptionExisting() {
        session.subscribe(0, "trades", "AAPL");
        upstream.answerAll();
        long again = session.subscribe(0, "trades", "AAPL");
        assertThat(lastEvent(0)).isEqualTo(new SubscriptionChanged(again, Set.of()));
    }

    @Test
    void ignoresTheTextOfARequestBecauseItKnowsWhatToSend() {
        long id = session.subscribe(0, new SubscriptionRequest("trades", List.of("AAPL"), "{\"action\":\"x\"}"));
        upstream.answerAll();
        assertThat(session.port().sent()).containsExactly(subscribe("trades", "AAPL"));
        assertThat(lastEvent(0)).isEqualTo(new SubscriptionChanged(id, Set.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "news | AAPL | UNKNOWN_CHANNEL | /v2/iex has no channel news: it has trades, quotes, bars, updatedBars, dailyBars, statuses, lulds, imbalances",
                "Trades | AAPL | UNKNOWN_CHANNEL | /v2/iex has no channel Trades",
                "corrections | AAPL | INVALID_REQUEST | corrections come with trades",
                "trades | A B | INVALID_REQUEST | printable ASCII characters without spaces"
            })
    void refusesImpossibleRequestsOfTheLibraryAtOnce(String channel, String symbol, ErrorCode code, String reason) {
        session.subscribe(0, channel, symbol);
        assertThat(session.port().events(0))
                .singleElement()
                .isInstanceOfSatisfying(SubscriptionRefused.class, refused -> {
                    assertThat(refused.failure().code()).isEqualTo(code);
                    assertThat(refused.failure().reason()).contains(reason);
                });
        assertThat(session.port().sent()).isEmpty();
    }

    @Test
    void refusesTheLibrarysRequestsBeforeAuthentication() {
        int third = session.join(Requests.withAccountOnly());
        session.subscribe(third, "trades", "AAPL");
        assertThat(lastEvent(third)).isInstanceOfSatisfying(SubscriptionRefused.class, refused -> {
            assertThat(refused.failure().code()).isEqualTo(ErrorCode.NOT_AUTHENTICATED);
            assertThat(refused.failure().detail()).isEqualTo(401);
        });
    }

    @Test
    void asksInSeveralMessagesForManySymbolsAndAcknowledgesOnce() {
        List<String> symbols = symbols(5000);
        session.subscribe(0, "bars", symbols.toArray(String[]::new));
        upstream.answerAll();
        assertThat(session.port().sent())
                .hasSizeGreaterThan(3)
                .allSatisfy(message -> assertThat(message.length()).isLessThan(9000));
        assertThat(upstream.state().get("bars")).hasSize(5000);
        assertThat(session.port().received(0)).containsExactly(FakeAlpaca.acknowledgement(Map.of("bars", symbols)));
    }

    @Test
    void givesBackTheFirstPartsOfARequestThatIsRefusedLater() {
        upstream.limitsSymbolsTo(2000);
        session.send(0, subscribe("trades", symbols(3000).toArray(String[]::new)));
        upstream.answerAll();
        assertThat(session.port().received(0)).containsExactly(error(405, "symbol limit exceeded"));
        session.pass(Duration.ofSeconds(2));
        upstream.answerAll();
        assertThat(upstream.state().get("trades")).isEmpty();
    }

    private static List<String> symbols(int count) {
        List<String> symbols = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            symbols.add("SYM" + i);
        }
        return symbols;
    }

    @Test
    void givesBackWhatAClientAskedForThatLeftBeforeTheAnswer() {
        session.send(0, subscribe("trades", "AAPL"));
        session.leave(0);
        session.send(1, subscribe("trades", "MSFT"));
        upstream.answerAll();
        assertThat(session.port().received(1)).containsExactly(trades("MSFT"));
        session.pass(Duration.ofSeconds(1));
        upstream.answerAll();
        assertThat(upstream.state().get("trades")).containsExactly("MSFT");
    }

    @Test
    void givesTheRefusalOfAClientThatLeftToNobody() {
        upstream.refusesSymbol("BAD");
        session.send(0, subscribe("trades", "BAD"));
        session.leave(0);
        int successor = session.join(Requests.withCredentials());
        session.port().clear();
        upstream.answerAll();
        assertThat(session.port().received(successor)).isEmpty();
        assertThat(session.port().received(1)).isEmpty();
    }

    @Test
    void saysWhichSymbolsTheUpstreamPassedOverInSilence() {
        session.send(0, subscribe("trades", "AAPL", "aapl"));
        session.receive(trades("AAPL"));
        assertThat(session.port().received(0)).containsExactly(trades("AAPL"));
        assertThat(session.port().events(0))
                .singleElement()
                .isInstanceOfSatisfying(
                        ClientEvent.ErrorReported.class,
                        reported -> assertThat(reported.failure().reason()).contains("without trades [aapl]"));
    }

    @Test
    void takesAcknowledgementsWithoutTheKeysOfEmptyChannels() {
        session.send(0, subscribe("bars", "AAPL"));
        session.receive("[{\"T\":\"subscription\",\"bars\":[\"AAPL\"]}]");
        assertThat(session.port().received(0))
                .containsExactly(FakeAlpaca.acknowledgement(Map.of("bars", List.of("AAPL"))));
    }

    @Test
    void holdsBackAClientThatAsksFasterThanTheUpstreamAnswers() {
        int accepted = 0;
        while (accepted < 10_000 && session.send(0, subscribe("trades", "S" + accepted)) == SendResult.OK) {
            accepted++;
        }
        assertThat(accepted).isBetween(1000, 2000);
        session.subscribe(0, "trades", "AAPL");
        assertThat(lastEvent(0))
                .isInstanceOfSatisfying(
                        SubscriptionRefused.class,
                        refused -> assertThat(refused.failure().code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED));
        upstream.answerAll();
        assertThat(session.port().received(0)).hasSize(accepted);
    }

    @Test
    void givesErrorsThatBelongToNobodyToEverybodyAsEvents() {
        session.receive(error(407, "slow client"));
        for (int slot = 0; slot < 2; slot++) {
            assertThat(session.port().received(slot)).isEmpty();
            assertThat(session.port().events(slot))
                    .singleElement()
                    .isInstanceOfSatisfying(ClientEvent.ErrorReported.class, reported -> {
                        assertThat(reported.failure().code()).isEqualTo(ErrorCode.SLOW_CLIENT);
                        assertThat(reported.failure().detail()).isEqualTo(407);
                    });
        }
    }

    @Test
    void doesNotTakeSlowClientForTheAnswerToAChange() {
        session.send(0, subscribe("trades", "AAPL"));
        session.receive(error(407, "slow client"));
        upstream.answerAll();
        assertThat(session.port().received(0)).containsExactly(trades("AAPL"));
    }

    @Test
    void reportsRubbishFromTheUpstreamNowAndThen() {
        for (int i = 0; i < 100; i++) {
            session.receive("rubbish");
        }
        assertThat(session.port().events(0)).hasSize(1);
        assertThat(session.port().events(1)).hasSize(1);
        session.pass(Duration.ofSeconds(10));
        session.receive("rubbish");
        assertThat(lastEvent(0)).isInstanceOfSatisfying(ClientEvent.ErrorReported.class, reported -> {
            assertThat(reported.failure().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
            assertThat(reported.failure().reason()).contains("was dropped; 99 more since the last report");
        });
        assertThat(session.port().of(PortCall.Failed.class)).isEmpty();
    }

    @Test
    void failsWhenAChangeIsNotAnswered() {
        session.send(0, subscribe("trades", "AAPL"));
        session.pass(Duration.ofSeconds(16));
        assertThat(session.port().of(PortCall.Failed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.TIMEOUT));
    }
}
