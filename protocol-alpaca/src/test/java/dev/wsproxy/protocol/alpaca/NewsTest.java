// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.testkit.SessionHarness;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NewsTest {
    private final SessionHarness session =
            new SessionHarness(new AlpacaProtocol(), Requests.forUrl("wss://stream.data.alpaca.markets/v1beta1/news"));
    private final int apple = session.join(Requests.withCredentials());
    private final int all = session.join(Requests.withCredentials());
    private final int both = session.join(Requests.inMsgpack(Requests.withCredentials()));

    private static String article(int id, String symbols) {
        return "{\"T\":\"n\",\"id\":" + id + ",\"headline\":\"S: [\\\"AAPL\\\"]\",\"author\":\"a\","
                + "\"created_at\":\"2026-04-06T11:54:26Z\",\"updated_at\":\"2026-04-06T11:54:27.5Z\","
                + "\"content\":\"<p>symbols</p>\",\"symbols\":[" + symbols + "],\"source\":\"benzinga\"}";
    }

    @BeforeEach
    void subscribe() {
        FakeAlpaca upstream = new FakeAlpaca(session, List.of("news"));
        upstream.establish();
        session.send(apple, Requests.subscribe("news", "AAPL"));
        session.send(all, Requests.subscribe("news", "*"));
        session.send(both, Requests.subscribe("news", "AAPL", "MSFT"));
        upstream.answerAll();
        session.port().clear();
    }

    @Test
    void reachesEachReaderOnce() {
        String article = Requests.frame(article(1, "\"AAPL\",\"MSFT\""));
        session.receive(article);
        assertThat(session.port().received(apple)).containsExactly(article);
        assertThat(session.port().received(all)).containsExactly(article);
        assertThat(session.port().received(both)).map(Requests::json).containsExactly(article);
    }

    @Test
    void withoutSymbolsReachesOnlyThoseWhoReadEverything() {
        session.receive(Requests.frame(article(1, "")));
        assertThat(session.port().received(apple)).isEmpty();
        assertThat(session.port().received(all)).hasSize(1);
        assertThat(session.port().received(both)).isEmpty();
    }

    @Test
    void isCutOutOfAFrameForOthers() {
        session.receive(Requests.frame(article(1, "\"MSFT\""), article(2, "\"AAPL\""), article(3, "\"TSLA\"")));
        assertThat(session.port().received(apple)).containsExactly(Requests.frame(article(2, "\"AAPL\"")));
        assertThat(String.join("", session.port().received(all))).contains("\"id\":1", "\"id\":2", "\"id\":3");
        assertThat(session.port().received(both))
                .map(Requests::json)
                .containsExactly(Requests.frame(article(1, "\"MSFT\"")), Requests.frame(article(2, "\"AAPL\"")));
        assertThat(session.port().events(all))
                .noneMatch(event -> event.toString().contains("dropped"));
    }
}
