// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.FakeAccount.NOT_YET;
import static dev.wsproxy.protocol.alpaca.FakeAccount.OTHER;
import static dev.wsproxy.protocol.alpaca.FakeAccount.UPDATES;
import static dev.wsproxy.protocol.alpaca.FakeAccount.listen;
import static dev.wsproxy.protocol.alpaca.FakeAccount.listening;
import static dev.wsproxy.protocol.alpaca.FakeAccount.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FrameType;
import dev.wsproxy.protocol.Retry;
import dev.wsproxy.testkit.PortCall.Delivered;
import dev.wsproxy.testkit.PortCall.Failed;
import dev.wsproxy.testkit.PortCall.Ready;
import dev.wsproxy.testkit.PortCall.Refused;
import dev.wsproxy.testkit.PortCall.Sent;
import dev.wsproxy.testkit.SessionHarness;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of listeners when the upstream is lost and comes back. */
class AccountReconnectionTest {
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
    void listensToTheUnionAgainAfterALossAndDropsWhatComesBefore() {
        request(0, listen(UPDATES));
        request(1, listen(OTHER));
        upstream.drop();
        session.port().clear();
        upstream.connect();
        upstream.answerOne();
        upstream.send(update(UPDATES, 1));
        upstream.answerAll();
        upstream.send(update(UPDATES, 2));
        assertThat(session.port().calls())
                .containsExactly(
                        new Sent(FrameType.TEXT, Requests.auth(Requests.SECRET)),
                        new Sent(FrameType.TEXT, listen(UPDATES, OTHER)),
                        new Ready(),
                        new Delivered(FrameType.BINARY, update(UPDATES, 2), Set.of(0)));
    }

    @Test
    void tellsWhoLosesAStreamThatIsNotAvailableAnyMore() {
        request(0, listen(UPDATES, OTHER));
        request(1, listen(UPDATES));
        upstream.drop();
        upstream.refuses(OTHER);
        session.port().clear();
        upstream.establish();
        assertThat(received(0)).containsExactly(listening(UPDATES));
        assertThat(received(1)).isEmpty();
    }

    @Test
    void connectsAgainWhenTheUpstreamHasForgottenTheAuthentication() {
        session.send(0, listen(UPDATES));
        upstream.send(NOT_YET);
        assertThat(session.port().of(Failed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.retry()).isEqualTo(Retry.SOON);
            assertThat(failed.failure().code()).isEqualTo(ErrorCode.NOT_AUTHENTICATED);
        });
        assertThat(session.port().of(Refused.class)).isEmpty();
    }
}
