// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.testkit.PortCall;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.ClientEvent;
import dev.wsproxy.transport.OpenRequest;
import dev.wsproxy.transport.SubscriptionRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PassthroughSessionTest {
    private static final String URL = "wss://example.org/feed";

    private final SessionHarness session = new SessionHarness(new PassthroughProtocol(), OpenRequest.of(URL));

    private static OpenRequest opening(String... messages) {
        return new OpenRequest(URL, "", "", Map.of(), List.of(), List.of(messages), "");
    }

    private static SubscriptionRequest request(String message, String... symbols) {
        return new SubscriptionRequest("ticker", List.of(symbols), message);
    }

    private int joinOpen(String... openingMessages) {
        int slot = session.join(opening(openingMessages));
        if (session.port().of(PortCall.Ready.class).findAny().isEmpty()) {
            session.open();
        }
        return slot;
    }

    private ClientEvent lastEvent(int slot) {
        List<ClientEvent> events = session.port().events(slot);
        return events.get(events.size() - 1);
    }

    @Test
    void connectsWithUrlHeadersAndSubprotocolsAsGiven() {
        OpenRequest request = new OpenRequest(
                "wss://example.org/feed?token=a", "", "", Map.of("X-A", "1"), List.of("chat"), List.of(), "");
        var upstream =
                new SessionHarness(new PassthroughProtocol(), request).session().upstreamRequest();
        assertThat(upstream.uri()).hasToString("wss://example.org/feed?token=a");
        assertThat(upstream.headers()).containsExactly(Map.entry("X-A", "1"));
        assertThat(upstream.subprotocols()).containsExactly("chat");
    }

    @Test
    void opensClientsAsSoonAsTheUpstreamIsOpen() {
        session.join(opening());
        assertThat(session.port().calls()).isEmpty();
        session.open();
        session.join(opening());
        assertThat(session.port().calls())
                .containsExactly(
                        new PortCall.Ready(),
                        new PortCall.Opened(0),
                        new PortCall.Told(new ClientEvent.Authenticated(), 0),
                        new PortCall.Opened(1),
                        new PortCall.Told(new ClientEvent.Authenticated(), 1));
    }

    @Test
    void passesMessagesOnAsTheyAre() {
        joinOpen();
        joinOpen();
        session.receive(FrameType.BINARY, new byte[] {'b', 'i', 'n'});
        assertThat(session.send(1, "up")).isEqualTo(SendResult.OK);
        assertThat(session.port().calls())
                .endsWith(
                        new PortCall.Delivered(FrameType.BINARY, "bin", Set.of(0, 1)),
                        new PortCall.Sent(FrameType.TEXT, "up"));
    }

    @Test
    void tellsTheSenderThatTheUpstreamDoesNotTakeItsMessage() {
        joinOpen();
        session.port().answerSendsWith(SendResult.BACKPRESSURE);
        assertThat(session.send(0, "too much")).isEqualTo(SendResult.BACKPRESSURE);
    }

    @Test
    void sendsOpeningMessagesOnceBeforeItIsReadyAndNewOnesWhenTheirClientJoins() {
        session.join(opening("login", "hello"));
        session.join(opening("hello", "status"));
        session.open();
        assertThat(session.port().calls())
                .startsWith(
                        new PortCall.Sent(FrameType.TEXT, "login"),
                        new PortCall.Sent(FrameType.TEXT, "hello"),
                        new PortCall.Sent(FrameType.TEXT, "status"),
                        new PortCall.Ready());
        session.join(opening("login", "more", "more"));
        assertThat(session.port().sent()).containsExactly("login", "hello", "status", "more");
    }

    @Test
    void repeatsOpeningMessagesAndSubscriptionsAfterALossBeforeItIsReady() {
        joinOpen("login");
        joinOpen("bye");
        session.subscribe(0, request("sub A B", "A", "B"));
        session.subscribe(1, request("sub B C", "B", "C"));
        session.leave(1);
        session.lose();
        session.port().clear();
        session.open();
        assertThat(session.port().calls())
                .containsExactly(
                        new PortCall.Sent(FrameType.TEXT, "login"),
                        new PortCall.Sent(FrameType.TEXT, "sub A B"),
                        new PortCall.Ready());
    }

    @Test
    void triesAgainWhenTheUpstreamDoesNotTakeWhatHasToBeRepeated() {
        session.join(opening("login"));
        session.port().answerSendsWith(SendResult.BACKPRESSURE);
        session.open();
        assertThat(session.port().of(PortCall.Failed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.retry()).isEqualTo(Retry.SOON);
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
        });
        assertThat(session.port().of(PortCall.Ready.class)).isEmpty();
    }

    @Test
    void refusesAClientWhoseOpeningMessageIsNotTaken() {
        joinOpen();
        session.port().answerSendsWith(SendResult.TOO_LARGE);
        int slot = session.join(opening("a very long text"));
        assertThat(session.port().of(PortCall.Refused.class))
                .extracting(PortCall.Refused::slot)
                .containsExactly(slot);
    }

    @Test
    void asksTheUpstreamOnlyForTheFirstSubscriberAndOnlyAfterTheLast() {
        joinOpen();
        joinOpen();
        long first = session.subscribe(0, request("sub A", "A"));
        long second = session.subscribe(1, request("sub A", "A"));
        assertThat(session.port().sent()).containsExactly("sub A");
        assertThat(lastEvent(0)).isEqualTo(new ClientEvent.SubscriptionChanged(first, Set.of()));
        assertThat(lastEvent(1)).isEqualTo(new ClientEvent.SubscriptionChanged(second, Set.of("A")));

        long third = session.unsubscribe(0, request("unsub A", "A"));
        assertThat(session.port().sent()).containsExactly("sub A");
        assertThat(lastEvent(0)).isEqualTo(new ClientEvent.SubscriptionChanged(third, Set.of("A")));

        long fourth = session.unsubscribe(1, request("unsub A", "A"));
        assertThat(session.port().sent()).containsExactly("sub A", "unsub A");
        assertThat(lastEvent(1)).isEqualTo(new ClientEvent.SubscriptionChanged(fourth, Set.of()));
    }

    @Test
    void countsAClientOnceHoweverOftenItSubscribes() {
        joinOpen();
        session.subscribe(0, request("sub A", "A"));
        long again = session.subscribe(0, request("sub A", "A"));
        assertThat(lastEvent(0)).isEqualTo(new ClientEvent.SubscriptionChanged(again, Set.of()));
        session.unsubscribe(0, request("unsub A", "A"));
        assertThat(session.port().sent()).containsExactly("sub A", "unsub A");
    }

    @Test
    void keepsChannelsApart() {
        joinOpen();
        session.subscribe(0, new SubscriptionRequest("trades", List.of("A"), "trades A"));
        session.subscribe(0, new SubscriptionRequest("quotes", List.of("A"), "quotes A"));
        assertThat(session.port().sent()).containsExactly("trades A", "quotes A");
    }

    @Test
    void sendsTheTextWhenAtLeastOneOfItsSymbolsIsNew() {
        joinOpen();
        joinOpen();
        session.subscribe(0, request("sub A", "A"));
        long id = session.subscribe(1, request("sub A B", "A", "B"));
        assertThat(session.port().sent()).containsExactly("sub A", "sub A B");
        assertThat(lastEvent(1)).isEqualTo(new ClientEvent.SubscriptionChanged(id, Set.of("A")));
    }

    @Test
    void unsubscribesSeveralSymbolsOnlyWhenNobodyWantsAnyOfThem() {
        joinOpen();
        joinOpen();
        session.subscribe(0, request("sub A B", "A", "B"));
        session.subscribe(1, request("sub B", "B"));
        session.unsubscribe(0, request("unsub A B", "A", "B"));
        assertThat(session.port().sent()).containsExactly("sub A B");
        session.leave(1);
        assertThat(session.port().sent()).containsExactly("sub A B", "unsub A B");
    }

    @Test
    void releasesTheSubscriptionsOfAClientThatLeaves() {
        joinOpen();
        joinOpen();
        session.subscribe(1, request("sub A", "A"));
        session.leave(1);
        long id = session.subscribe(0, request("sub A", "A"));
        assertThat(session.port().sent()).containsExactly("sub A", "sub A");
        assertThat(lastEvent(0)).isEqualTo(new ClientEvent.SubscriptionChanged(id, Set.of()));
    }

    @Test
    void refusesASubscriptionWithoutText() {
        joinOpen();
        long id = session.subscribe(0, request("", "A"));
        assertThat(lastEvent(0)).isInstanceOfSatisfying(ClientEvent.SubscriptionRefused.class, refused -> {
            assertThat(refused.correlationId()).isEqualTo(id);
            assertThat(refused.failure().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(refused.failure().reason()).contains("passthrough").contains("needs the request text");
        });
    }

    @Test
    void changesNothingWhenTheUpstreamDoesNotTakeTheText() {
        joinOpen();
        session.port().answerSendsWith(SendResult.BACKPRESSURE);
        session.subscribe(0, request("sub A", "A"));
        assertThat(lastEvent(0)).isInstanceOf(ClientEvent.SubscriptionRefused.class);
        session.port().answerSendsWith(SendResult.OK);
        session.subscribe(0, request("sub A", "A"));
        assertThat(session.port().sent()).containsExactly("sub A");
    }

    @Test
    void acceptsSubscriptionsWhileTheUpstreamIsAway() {
        joinOpen();
        session.lose();
        session.subscribe(0, request("sub A", "A"));
        assertThat(lastEvent(0)).isInstanceOf(ClientEvent.SubscriptionChanged.class);
        session.open();
        assertThat(session.port().sent()).containsExactly("sub A");
    }
}
