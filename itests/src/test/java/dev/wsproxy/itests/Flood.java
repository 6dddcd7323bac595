// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.SendResult;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/** A thread that asks something of the proxy without pause, and counts the answers. */
final class Flood {
    /** What it asks. */
    enum Kind {
        SENDS("sends requests"),
        SUBSCRIPTIONS("subscribes and unsubscribes"),
        OPENINGS("opens and closes"),
        STATUS_QUERIES("asks for the status");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Futures that may be outstanding: what an application can have of its own memory. */
    private static final int OUTSTANDING = 10_000;

    private final ProxyClient client;
    private final Connection connection;
    private final String url;
    private final Map<String, Long> results = new TreeMap<>();
    private final Semaphore outstanding = new Semaphore(OUTSTANDING);
    private final Thread thread;
    private volatile boolean over;

    Flood(Kind kind, ProxyClient client, Connection connection, String url) {
        this.client = client;
        this.connection = connection;
        this.url = url;
        thread = new Thread(() -> run(kind), "flood");
        thread.start();
    }

    private void run(Kind kind) {
        while (!over) {
            try {
                count(once(kind));
            } catch (Exception e) {
                count("thrown:" + e.toString().replaceAll("\\W+", "_"));
            }
        }
    }

    private String once(Kind kind) throws InterruptedException {
        return switch (kind) {
            case SENDS -> send().name();
            case SUBSCRIPTIONS -> subscribe();
            case OPENINGS -> open();
            case STATUS_QUERIES -> "CLIENTS_" + client.status().clients().size();
        };
    }

    private SendResult send() {
        return connection.send("{\"action\":\"subscribe\",\"bars\":[\"AMZN\"]}");
    }

    private String subscribe() throws InterruptedException {
        outstanding.acquire();
        connection.subscribeAsync("bars", List.of("AMZN")).whenComplete((answer, e) -> {
            outstanding.release();
            count(e == null ? "ANSWERED" : "refused:" + e.toString().replaceAll("\\W+", "_"));
        });
        connection.unsubscribeAsync("bars", List.of("AMZN"));
        return "ASKED";
    }

    private String open() {
        client.open(OpenOptions.url(url).credentials(Upstream.CREDENTIALS).build())
                .close();
        return "OPENED";
    }

    private synchronized void count(String result) {
        results.merge(result, 1L, Long::sum);
    }

    /** Ends it; each result and how often. */
    String end() throws InterruptedException {
        over = true;
        thread.join();
        synchronized (this) {
            StringBuilder text = new StringBuilder("flooded");
            results.forEach((result, count) ->
                    text.append(" ").append(result).append("=").append(count));
            return text.toString();
        }
    }
}
