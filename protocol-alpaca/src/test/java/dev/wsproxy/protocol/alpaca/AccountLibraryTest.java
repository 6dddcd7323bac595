// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.FakeAccount.OTHER;
import static dev.wsproxy.protocol.alpaca.FakeAccount.UPDATES;
import static dev.wsproxy.protocol.alpaca.FakeAccount.listen;
import static dev.wsproxy.protocol.alpaca.FakeAccount.listening;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.ClientEvent.ErrorReported;
import dev.wsproxy.transport.ClientEvent.SubscriptionChanged;
import dev.wsproxy.transport.ClientEvent.SubscriptionRefused;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listening through the client library: a stream is a channel, and its only symbol {@code *}. */
class AccountLibraryTest {
    private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), FakeAccount.request());
    private final FakeAccount upstream = new FakeAccount(session);

    @BeforeEach
    void establishWithTwoClients() {
        session.join(FakeAccount.request());
        upstream.establish();
        session.join(FakeAccount.request());
        session.port().clear();
    }

    private long subscribe(int slot, String stream) {
        long id = session.subscribe(slot, stream, "*");
        upstream.answerAll();
        return id;
    }

    @Test
    void addsAndRemovesOneStreamAtATime() {
        long first = subscribe(0, UPDATES);
        long second = subscribe(0, OTHER);
        long third = session.unsubscribe(0, UPDATES, "*");
        assertThat(session.port().received(0))
                .containsExactly(listening(UPDATES), listening(UPDATES, OTHER), listening(OTHER));
        assertThat(session.port().events(0))
                .containsExactly(
                        new SubscriptionChanged(first, Set.of()),
                        new SubscriptionChanged(second, Set.of()),
                        new SubscriptionChanged(third, Set.of()));
    }

    @Test
    void endsInTheSamePlaceAsMessages() {
        session.send(0, listen(OTHER));
        long id = subscribe(0, UPDATES);
        session.send(0, listen(UPDATES));
        long other = subscribe(1, UPDATES);
        assertThat(session.port().received(0))
                .containsExactly(listening(OTHER), listening(OTHER, UPDATES), listening(UPDATES));
        assertThat(session.port().events(0)).containsExactly(new SubscriptionChanged(id, Set.of()));
        assertThat(session.port().events(1)).containsExactly(new SubscriptionChanged(other, Set.of("*")));
        assertThat(session.port().sent()).containsExactly(listen(OTHER), listen(OTHER, UPDATES));
    }

    @Test
    void reportsWhatIsNotAvailable() {
        long id = subscribe(0, "unheard_of");
        assertThat(session.port().received(0)).containsExactly(listening());
        assertThat(session.port().events(0))
                .hasSize(2)
                .contains(new SubscriptionChanged(id, Set.of()))
                .anyMatch(event -> event instanceof ErrorReported reported
                        && reported.failure().reason().contains("unheard_of"));
    }

    @ParameterizedTest
    @CsvSource({
        "trade_updates, AAPL, INVALID_REQUEST, with the only symbol *",
        "no stream, *, UNKNOWN_CHANNEL, has no stream no stream",
        "listening, *, UNKNOWN_CHANNEL, has no stream listening"
    })
    void refusesWhatIsNoStream(String channel, String symbol, ErrorCode code, String reason) {
        long id = session.subscribe(0, channel, symbol);
        assertThat(session.port().events(0))
                .singleElement()
                .isInstanceOfSatisfying(SubscriptionRefused.class, event -> {
                    assertThat(event.correlationId()).isEqualTo(id);
                    assertThat(event.failure().code()).isEqualTo(code);
                    assertThat(event.failure().reason()).contains(reason);
                });
        assertThat(session.port().sent()).isEmpty();
    }
}
