// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A subscriber of trades at the WebSocket endpoint, which connects again when it is closed, as SDKs do. */
final class SoakEndpointClient implements SoakClient.Subscriber {
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI uri;
    private final String subscribe;
    private final Consumer<String> violations;
    private final TradeLedger ledger;
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private volatile long sleepUntilNs = System.nanoTime();
    private volatile boolean closed;

    private SoakEndpointClient(URI uri, List<String> symbols, Consumer<String> violations) {
        this.uri = uri;
        this.violations = violations;
        subscribe = "{\"action\":\"subscribe\",\"trades\":[\"" + String.join("\",\"", symbols) + "\"]}";
        ledger = new TradeLedger(violations);
    }

    /** Returns when it is subscribed. */
    static SoakEndpointClient start(URI uri, List<String> symbols, Consumer<String> violations)
            throws InterruptedException {
        SoakEndpointClient client = new SoakEndpointClient(uri, symbols, violations);
        Thread thread = new Thread(client::run, "endpoint");
        thread.setDaemon(true);
        thread.start();
        if (!client.subscribed.await(Playground.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("not subscribed in time");
        }
        return client;
    }

    private void run() {
        while (!closed) {
            Visit visit = new Visit();
            try {
                visit.open(http, uri);
                visit.ended.await();
            } catch (Exception e) {
                // The proxy waits for its upstream; this one tries again.
            }
            LockSupport.parkNanos(RETRY_NS);
        }
    }

    private void receive(JsonNode element, Visit visit) {
        switch (element.path("T").asString()) {
            case "t" ->
                ledger.trade(element.path("S").asString(), element.path("i").asLong());
            case "success" -> visit.answer(element.path("msg").asString());
            case "subscription" -> subscribed.countDown();
            default -> {}
        }
    }

    @Override
    public TradeLedger ledger() {
        return ledger;
    }

    @Override
    public void sleep(long ms) {
        sleepUntilNs = System.nanoTime() + ms * 1_000_000;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** One connection. */
    private final class Visit extends WholeMessages {
        private final CountDownLatch ended = new CountDownLatch(1);

        Visit() {
            ledger.forget();
        }

        @Override
        void received(String message) {
            long waitNs = sleepUntilNs - System.nanoTime();
            if (waitNs > 0) {
                LockSupport.parkNanos(waitNs);
            }
            JsonMapper.shared().readTree(message).forEach(element -> receive(element, this));
        }

        @Override
        void received(byte[] message) {
            violations.accept("a binary message");
        }

        private void answer(String what) {
            if (what.equals("connected")) {
                send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}");
            } else {
                send(subscribe);
            }
        }

        @Override
        void ended() {
            ended.countDown();
        }
    }
}
