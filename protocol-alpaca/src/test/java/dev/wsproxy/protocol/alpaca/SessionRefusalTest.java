// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.FakeAlpaca.acknowledgement;
import static dev.wsproxy.protocol.alpaca.FakeAlpaca.error;
import static dev.wsproxy.protocol.alpaca.Requests.element;
import static dev.wsproxy.protocol.alpaca.Requests.frame;
import static dev.wsproxy.protocol.alpaca.Requests.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.testkit.PortCall.Delivered;
import dev.wsproxy.testkit.PortCall.Failed;
import dev.wsproxy.testkit.PortCall.Refused;
import dev.wsproxy.testkit.PortCall.Sent;
import dev.wsproxy.testkit.SessionHarness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request by message that the upstream refuses: whose it is, and that nobody else notices. */
class SessionRefusalTest {
    private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), Requests.withCredentials());
    private final FakeAlpaca upstream = new FakeAlpaca(session);

    @BeforeEach
    void establishWithTwoClients() {
        session.join(Requests.withCredentials());
        upstream.establish();
        session.join(Requests.withCredentials());
        request(0, subscribe("bars", "AAPL"));
        request(1, subscribe("bars", "AAPL"));
        session.port().clear();
    }

    private void request(int slot, String message) {
        session.send(slot, message);
        upstream.answerAll();
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid syntax",
        "405, symbol limit exceeded",
        "409, insufficient subscription",
        "410, invalid subscribe action for this feed",
        "413, star subscription is not allowed for option quotes",
        "477, brand new"
    })
    void goesToItsClientAndChangesNothing(int code, String text) {
        session.send(1, subscribe("bars", "MSFT"));
        session.send(0, subscribe("bars", "TSLA"));
        session.receive(error(code, text));
        assertThat(session.port().received(1)).containsExactly(error(code, text));
        assertThat(session.port().received(0)).isEmpty();
        session.receive(acknowledgement(Map.of("bars", List.of("AAPL", "TSLA"))));
        session.receive(frame(element("b", "AAPL"), element("b", "MSFT")));
        assertThat(session.port().received(0))
                .containsExactly(acknowledgement(Map.of("bars", List.of("AAPL", "TSLA"))), frame(element("b", "AAPL")));
        assertThat(session.port().received(1)).containsExactly(error(code, text), frame(element("b", "AAPL")));
        assertThat(session.port().calls())
                .as("no event, no second attempt")
                .hasOnlyElementsOfTypes(Sent.class, Delivered.class);
        assertThat(session.port().sent()).containsExactly(subscribe("bars", "MSFT"), subscribe("bars", "TSLA"));
    }

    @Test
    void leavesTheOthersAloneWhoAskForTheSame() {
        session.send(1, subscribe("bars", "BAD", "MSFT"));
        session.send(0, subscribe("bars", "MSFT"));
        upstream.refusesSymbol("BAD");
        upstream.answerAll();
        assertThat(session.port().received(1)).containsExactly(error(400, "invalid syntax"));
        assertThat(session.port().received(0))
                .containsExactly(acknowledgement(Map.of("bars", List.of("AAPL", "MSFT"))));
        assertThat(session.port().of(Refused.class)).isEmpty();
        assertThat(session.port().of(Failed.class)).isEmpty();
    }
}
