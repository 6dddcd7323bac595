// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jacobpeterson.alpaca.model.endpoint.marketdata.common.realtime.control.SubscriptionsMessage;
import net.jacobpeterson.alpaca.model.endpoint.marketdata.common.realtime.enums.MarketDataMessageType;
import net.jacobpeterson.alpaca.model.endpoint.marketdata.common.realtime.trade.TradeMessage;
import net.jacobpeterson.alpaca.model.properties.DataAPIType;
import net.jacobpeterson.alpaca.websocket.marketdata.stock.StockMarketDataWebsocket;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;

/**
 * Uses alpaca-java as it is, within this process. That SDK's host is fixed, so the HTTP client that it is given turns its
 * requests to the proxy.
 */
final class AlpacaJavaProgram implements SdkProgram {
    private final Received received = new Received();
    private final OkHttpClient http;
    private final StockMarketDataWebsocket stream;

    private AlpacaJavaProgram(URI proxy) {
        http = client(proxy);
        stream = new StockMarketDataWebsocket(
                http, DataAPIType.IEX, Upstream.CREDENTIALS.key(), Upstream.CREDENTIALS.secret());
    }

    static AlpacaJavaProgram start(String endpoint, String... symbols) {
        AlpacaJavaProgram program = new AlpacaJavaProgram(URI.create(endpoint));
        program.stream.setListener((type, message) -> {
            if (message instanceof TradeMessage trade) {
                program.received.addTrade(trade.getSymbol(), trade.getTradeID());
            } else if (message instanceof SubscriptionsMessage acknowledgement) {
                program.received.addAcknowledgement(acknowledgement.getTrades());
            }
        });
        program.stream.subscribeToControl(MarketDataMessageType.SUBSCRIPTION);
        program.stream.connect();
        program.stream.waitForAuthorization(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        program.subscribe(symbols);
        return program;
    }

    static OkHttpClient client(URI proxy) {
        return new OkHttpClient.Builder().addInterceptor(toProxy(proxy)).build();
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

    @Override
    public Received received() {
        return received;
    }

    @Override
    public void subscribe(String... symbols) {
        stream.subscribe(List.of(symbols), null, null);
    }

    @Override
    public void unsubscribe(String... symbols) {
        stream.unsubscribe(List.of(symbols), null, null);
    }

    @Override
    public void leave() {
        stream.disconnect();
    }

    @Override
    public String errors() {
        return "connected=" + stream.isConnected() + ", authenticated=" + stream.isAuthenticated();
    }

    @Override
    public void close() {
        stream.disconnect();
        http.dispatcher().executorService().shutdownNow();
    }
}
