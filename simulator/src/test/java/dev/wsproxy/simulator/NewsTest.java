// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import tools.jackson.databind.JsonNode;

class NewsTest {
    @RegisterExtension
    private final Harness harness = new Harness();

    @Test
    void writesArticlesAsTheRealServiceDoes() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "AAPL");

        assertThat(simulator.publishArticle(List.of("AAPL", "MSFT"))).isEqualTo(1);

        JsonNode article = client.messages().get(0);
        assertThat(article.propertyNames())
                .containsExactly(
                        "T",
                        "id",
                        "headline",
                        "summary",
                        "author",
                        "created_at",
                        "updated_at",
                        "url",
                        "content",
                        "symbols",
                        "source");
        assertThat(article.get("T").stringValue()).isEqualTo("n");
        assertThat(article.get("id").longValue()).isEqualTo(1);
        assertThat(article.get("created_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(article.get("content").stringValue()).startsWith("<p>");
        assertThat(article.get("symbols").toString()).isEqualTo("[\"AAPL\",\"MSFT\"]");
    }

    @Test
    void sendsAnArticleOnceToWhoeverWantsOneOfItsSymbols() throws Exception {
        Simulator simulator = harness.simulator(options -> options.connectionLimit(3));
        TestClient both = subscribed(simulator, "AAPL\",\"MSFT");
        TestClient other = subscribed(simulator, "TSLA");
        TestClient all = subscribed(simulator, "*\",\"AAPL");

        simulator.publishArticle(List.of("AAPL", "MSFT"));
        simulator.publishArticle(List.of());
        simulator.publishArticle(List.of("NVDA"));
        simulator.publishArticle(List.of("TSLA", "AAPL"));

        assertThat(ids(both, 2)).containsExactly(1L, 4L);
        assertThat(ids(other, 1)).containsExactly(4L);
        assertThat(ids(all, 4)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(both.pending()).isEmpty();
        assertThat(all.pending()).isEmpty();
    }

    @Test
    void writesTimesAsTimestampsInMsgpack() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = harness.connectMsgpack(simulator, Feed.NEWS).authenticatedInMsgpack();
        client.sendMsgpack("{\"action\":\"subscribe\",\"news\":[\"*\"]}");
        client.expectMsgpack("{\"T\":\"subscription\",\"news\":[\"*\"]}");

        simulator.publishArticle(List.of());

        Map<Value, Value> article = client.msgpack().get(0);
        assertThat(article.keySet().iterator().next()).hasToString("T");
        assertThat(article.get(ValueFactory.newString("created_at")).isTimestampValue())
                .isTrue();
        assertThat(article.get(ValueFactory.newString("updated_at")).isTimestampValue())
                .isTrue();
        assertThat(article.get(ValueFactory.newString("id")).isIntegerValue()).isTrue();
    }

    @Test
    void writesArticlesByItselfNowAndThenAboutNothing() throws Exception {
        TestClient client = subscribed(harness.simulator(options -> options.eventInterval(Duration.ofMillis(2))), "*");

        Set<Integer> counts = new HashSet<>();
        long last = client.messages().get(0).get("id").longValue();
        while (counts.size() < 4) {
            JsonNode article = client.messages().get(0);
            assertThat(article.get("id").longValue()).isEqualTo(++last);
            counts.add(article.get("symbols").size());
        }
        assertThat(counts).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    private static List<Long> ids(TestClient client, int count) throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(client.messages().get(0).get("id").longValue());
        }
        return ids;
    }

    private TestClient subscribed(Simulator simulator, String symbols) throws Exception {
        TestClient client = harness.connect(simulator, Feed.NEWS).authenticated();
        client.send("{\"action\":\"subscribe\",\"news\":[\"" + symbols + "\"]}");
        assertThat(client.next()).startsWith("[{\"T\":\"subscription\",\"news\":[");
        return client;
    }
}
