// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ControlTest {
    @RegisterExtension
    private final Harness harness = new Harness();

    private final HttpClient http = HttpClient.newHttpClient();
    private Simulator simulator;

    @BeforeEach
    void startSimulator() throws Exception {
        simulator = harness.simulator();
    }

    @Test
    void reportsItsStatisticsAsJson() throws Exception {
        subscribed();
        post("/control/publish?symbol=AAPL&count=3", "");

        HttpResponse<String> response = http.send(request("/stats").build(), BodyHandlers.ofString());
        JsonNode stats = JsonMapper.shared().readTree(response.body());

        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(stats.propertyNames())
                .containsExactly(
                        "connectionsOpened",
                        "connectionsAccepted",
                        "connectionsRefused",
                        "refusalsByCode",
                        "slowClients",
                        "connectionsCurrent",
                        "concurrentMaximumPerKey",
                        "subscribeCalls",
                        "unsubscribeCalls",
                        "subscriptions",
                        "framesSent",
                        "messagesSentPerSymbol",
                        "lastTradePerSymbol",
                        "lastArticle");
        assertThat(stats.get("connectionsAccepted").intValue()).isEqualTo(1);
        assertThat(stats.get("concurrentMaximumPerKey").toString()).isEqualTo("{\"demo-key\":1}");
        assertThat(stats.get("subscriptions").get("/v2/iex").get("trades").toString())
                .isEqualTo("[\"AAPL\"]");
        assertThat(stats.get("messagesSentPerSymbol").get("AAPL").intValue()).isEqualTo(3);
        assertThat(stats.get("lastTradePerSymbol").get("AAPL").intValue()).isEqualTo(3);
        assertThat(stats.get("framesSent").intValue()).isEqualTo(6);
    }

    @Test
    void publishesTradesQuotesAndBars() throws Exception {
        TestClient client = subscribed();

        assertThat(post("/control/publish?symbol=AAPL&count=2", "")).isEqualTo("{\"symbol\":\"AAPL\",\"lastTrade\":2}");
        assertThat(post("/control/publish?symbol=AAPL&channel=bars", "")).contains("\"lastTrade\":3");

        assertThat(client.next()).contains("\"i\":1,");
        assertThat(client.next()).contains("\"i\":2,");
        assertThat(client.next()).contains("\"i\":3,");
        assertThat(client.next()).contains("\"T\":\"b\"").contains("\"n\":3,");
    }

    @Test
    void publishesAFrameFromTheBody() throws Exception {
        TestClient client = subscribed();

        assertThat(post("/control/frame?path=/v2/iex", "[{\"T\":\"x\"}]")).isEqualTo("{\"receivers\":1}");

        client.expect("[{\"T\":\"x\"}]");
    }

    @Test
    void publishesAnArticle() throws Exception {
        TestClient client = harness.connect(simulator, Feed.NEWS).authenticated();
        client.send("{\"action\":\"subscribe\",\"news\":[\"*\"]}");
        client.expect("[{\"T\":\"subscription\",\"news\":[\"*\"]}]");

        assertThat(post("/control/news?symbols=AAPL,BTC/USD", "")).isEqualTo("{\"lastArticle\":1}");
        assertThat(post("/control/news", "")).isEqualTo("{\"lastArticle\":2}");

        assertThat(client.next()).contains("\"symbols\":[\"AAPL\",\"BTC/USD\"]");
        assertThat(client.next()).contains("\"symbols\":[]");
        assertThat(simulator.stats().lastArticle()).isEqualTo(2);
    }

    @Test
    void tellsWhatHasBecomeOfAnOrder() throws Exception {
        TestClient client = harness.connect(simulator, Feed.ACCOUNT);
        client.send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}");
        client.send("{\"action\":\"listen\",\"data\":{\"streams\":[\"trade_updates\"]}}");
        client.nextBinary();
        client.nextBinary();

        assertThat(post("/control/trade-update?key=demo-key&symbol=AAPL&event=fill", ""))
                .isEqualTo("{\"receivers\":1}");

        assertThat(client.nextBinary()).startsWith("{\"stream\":\"trade_updates\",\"data\":{\"event\":\"fill\"");
    }

    @Test
    void showsAnOrderBook() throws Exception {
        HttpResponse<String> response =
                http.send(request("/book?symbol=BTC/USD").build(), BodyHandlers.ofString());

        assertThat(JsonMapper.shared().readValue(response.body(), OrderBookState.class))
                .isEqualTo(simulator.orderBook("BTC/USD"));
        assertThat(status(request("/book?symbol=AAPL"))).isEqualTo(400);
    }

    @Test
    void changesTheRate() throws Exception {
        TestClient client = subscribed();

        post("/control/rate?value=5000", "");

        assertThat(client.next()).contains("\"S\":\"AAPL\"");
    }

    @Test
    void dropsClosesAndRefuses() throws Exception {
        TestClient dropped = subscribed();
        post("/control/drop", "");
        assertThat(dropped.closeCode()).isEqualTo(1006);
        TestClient closed = subscribed();
        post("/control/close?code=1001&reason=going+away", "");
        assertThat(closed.closeCode()).isEqualTo(1001);
        assertThat(closed.closeReason()).isEqualTo("going away");

        post("/control/refuse?status=429", "");
        assertThat(http.newWebSocketBuilder()
                        .buildAsync(URI.create(simulator.url(Feed.IEX)), new java.net.http.WebSocket.Listener() {}))
                .failsWithin(java.time.Duration.ofSeconds(10));
        assertThat(simulator.stats().refusalsByCode()).containsEntry(429, 1L);
    }

    @Test
    void turnsSilenceOnAndOff() throws Exception {
        TestClient client = subscribed();

        post("/control/silence?on=true", "");
        post("/control/publish?symbol=AAPL&count=1", "");
        post("/control/silence?on=false", "");
        post("/control/publish?symbol=AAPL&count=1", "");

        assertThat(client.next()).contains("\"i\":2,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/control/publish | 400 | parameter missing: name=symbol",
                "/control/publish?symbol=NOSUCH | 400 | no such symbol: value=NOSUCH",
                "/control/publish?symbol=AAPL&count=many | 400 | parameter is no whole number: name=count, value=many",
                "/control/publish?symbol=AAPL&channel=ticks | 400 | no such channel: name=channel, value=ticks",
                "/control/publish?symbol=BTC/USD&channel=statuses | 400 | 'channel: value=STATUSES, allowed=[TRADES, QUOTES, ORDERBOOKS, BARS, UPDATED_BARS, DAILY_BARS]'",
                "/control/rate?value=-1 | 400 | 'rate: value=-1, allowed=0..10000000'",
                "/control/silence?on=maybe | 400 | 'parameter is neither true nor false: name=on, value=maybe'",
                "/control/nosuch | 404 | no such path: /control/nosuch"
            })
    void saysWhatIsWrongWithARequest(String path, int status, String error) throws Exception {
        HttpResponse<String> response =
                http.send(request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JsonMapper.shared().readTree(response.body()).get("error").stringValue())
                .isEqualTo(error);
    }

    @Test
    void changesNothingByGetOrFromAWebPage() throws Exception {
        TestClient client = subscribed();

        assertThat(status(request("/control/drop"))).isEqualTo(405);
        assertThat(status(request("/control/drop").POST(BodyPublishers.noBody()).header("Origin", "http://evil.test")))
                .isEqualTo(403);

        await().during(java.time.Duration.ofMillis(100)).until(() -> !client.isClosed());
    }

    private TestClient subscribed() throws Exception {
        TestClient client = harness.connect(simulator).authenticated();
        client.send("{\"action\":\"subscribe\",\"trades\":[\"AAPL\"],\"bars\":[\"AAPL\"]}");
        client.next();
        return client;
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    private String post(String path, String body) throws Exception {
        HttpRequest request = request(path).POST(BodyPublishers.ofString(body)).build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulator.port() + path));
    }
}
