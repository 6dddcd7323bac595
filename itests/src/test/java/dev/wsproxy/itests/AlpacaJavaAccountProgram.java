// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import net.jacobpeterson.alpaca.model.endpoint.orders.Order;
import net.jacobpeterson.alpaca.model.endpoint.streaming.enums.StreamingMessageType;
import net.jacobpeterson.alpaca.model.endpoint.streaming.listening.ListeningMessage;
import net.jacobpeterson.alpaca.model.endpoint.streaming.trade.TradeUpdate;
import net.jacobpeterson.alpaca.model.endpoint.streaming.trade.TradeUpdateMessage;
import net.jacobpeterson.alpaca.websocket.streaming.StreamingWebsocket;
import okhttp3.OkHttpClient;

/** Uses the account stream of alpaca-java as it is; see {@link AlpacaJavaProgram}. Its symbols are names of streams. */
final class AlpacaJavaAccountProgram implements SdkProgram {
    private final Received received = new Received();
    private final OkHttpClient http;
    private final StreamingWebsocket stream;

    private AlpacaJavaAccountProgram(URI proxy) {
        http = AlpacaJavaProgram.client(proxy);
        stream = new StreamingWebsocket(
                http, "paper-api", Upstream.CREDENTIALS.key(), Upstream.CREDENTIALS.secret(), null);
    }

    static AlpacaJavaAccountProgram start(String endpoint, String... streams) {
        AlpacaJavaAccountProgram program = new AlpacaJavaAccountProgram(URI.create(endpoint));
        program.stream.setListener((type, message) -> {
            if (message instanceof TradeUpdateMessage update) {
                program.received.addOther(line(update.getData()));
            } else if (message instanceof ListeningMessage acknowledgement) {
                program.received.addAcknowledgement(acknowledgement.getData().getStreams().stream()
                        .map(StreamingMessageType::value)
                        .toList());
            }
        });
        program.stream.connect();
        program.stream.waitForAuthorization(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        program.stream.streams(StreamingMessageType.LISTENING);
        program.subscribe(streams);
        return program;
    }

    private static String line(TradeUpdate update) {
        Order order = update.getOrder();
        return "order " + update.getEvent().value() + " " + order.getSymbol() + " " + order.getClientOrderId();
    }

    @Override
    public Received received() {
        return received;
    }

    @Override
    public void subscribe(String... streams) {
        stream.streams(
                Arrays.stream(streams).map(StreamingMessageType::fromValue).toArray(StreamingMessageType[]::new));
    }

    /** The SDK sends no list of streams without any. */
    @Override
    public void unsubscribe(String... streams) {
        throw new UnsupportedOperationException("alpaca-java cannot give a stream back");
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
