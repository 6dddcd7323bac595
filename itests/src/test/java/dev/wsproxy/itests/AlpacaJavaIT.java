// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.Sequences.assertContiguous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import net.jacobpeterson.alpaca.model.endpoint.marketdata.common.realtime.enums.MarketDataMessageType;
import net.jacobpeterson.alpaca.model.endpoint.marketdata.common.realtime.trade.TradeMessage;
import net.jacobpeterson.alpaca.model.properties.DataAPIType;
import net.jacobpeterson.alpaca.websocket.marketdata.stock.StockMarketDataWebsocket;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;

/**
 * The SDK alpaca-java as it is. Its host is fixed, so the HTTP client that it is given turns its requests to the proxy.
 */
class AlpacaJavaIT extends EndpointScene {
    private final List<TradeMessage> trades = new CopyOnWriteArrayList<>();

    private StockMarketDataWebsocket stream() {
        OkHttpClient http = new OkHttpClient.Builder()
                .addInterceptor(toProxy(URI.create(endpoint(playground))))
                .build();
        playground.keep(() -> http.dispatcher().executorService().shutdownNow());
        StockMarketDataWebsocket stream = new StockMarketDataWebsocket(
                http, DataAPIType.IEX, Upstream.CREDENTIALS.key(), Upstream.CREDENTIALS.secret());
        stream.setListener((type, message) -> {
            if (type == MarketDataMessageType.TRADE && message instanceof TradeMessage trade) {
                trades.add(trade);
            }
        });
        return stream;
    }

    private static Interceptor toProxy(URI proxy) {
        return chain -> {
            HttpUrl url = chain.request()
                    .url()
                    .newBuilder()
                    .scheme("http")
                    .host(proxy.getHost())
                    .port(proxy.getPort())
                    .build();
            return chain.proceed(chain.request().newBuilder().url(url).build());
        };
    }

    private List<Long> numbers(String symbol) {
        return trades.stream()
                .filter(trade -> trade.getSymbol().equals(symbol))
                .map(trade -> trade.getTradeID().longValue())
                .toList();
    }

    private void awaitTrades(String symbol, int count) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(() -> assertThat(numbers(symbol)).hasSize(count));
    }

    private static void awaitSubscribed(StockMarketDataWebsocket stream, Collection<String> symbols) {
        await().atMost(Playground.DEADLINE)
                .untilAsserted(
                        () -> assertThat(stream.subscribedTrades()).containsExactlyInAnyOrderElementsOf(symbols));
    }

    @Test
    void sharesTheConnectionAndComesBackAfterALoss() throws Exception {
        Recorder recorder = new Recorder();
        local(playground, recorder).open(upstream.open()).subscribe("trades", "AAPL", "SPY");
        StockMarketDataWebsocket stream = stream();
        stream.connect();
        assertThat(stream.waitForAuthorization(5, TimeUnit.SECONDS)).isTrue();
        List<String> symbols = List.of("AAPL", "MSFT");
        stream.subscribe(symbols, null, null);
        awaitSubscribed(stream, symbols);

        for (String symbol : Upstream.SYMBOLS) {
            upstream.simulator().publishTrades(symbol, 500);
        }
        for (String symbol : symbols) {
            awaitTrades(symbol, 500);
            assertContiguous(numbers(symbol));
        }
        assertThat(trades).as("nothing that was not asked for").hasSize(1_000);

        upstream.simulator().dropConnections();
        await("the proxy closes it and it comes back")
                .atMost(Playground.DEADLINE)
                .until(() -> upstream.simulator().stats().connectionsOpened() == 2
                        && stream.isConnected()
                        && stream.isAuthenticated()
                        && recorder.events().contains("reconnected"));
        awaitSubscribed(stream, symbols);
        trades.clear();
        await("it receives again").atMost(Playground.DEADLINE).until(() -> {
            upstream.simulator().publishTrades("MSFT", 1);
            return !numbers("MSFT").isEmpty();
        });
        assertThat(upstream.simulator().stats().concurrentMaximumPerKey())
                .isEqualTo(Map.of(Upstream.CREDENTIALS.key(), 1));
        stream.disconnect();
    }
}
