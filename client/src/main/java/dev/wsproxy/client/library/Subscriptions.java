// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.wire.Subscribe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a connection asked to be subscribed to: what has not been answered yet, and what it holds. The proxy's answer
 * decides what is held, also when it comes after the caller was told that it is overdue. Any thread.
 */
final class Subscriptions {
    private static final int SHOWN_SYMBOLS = 10;
    private static final int SHOWN_CHARS = 200;

    private final LocalConnection connection;
    private final ClientLoop loop;
    private final Polling polling;
    private final PendingReplies<Set<String>> pending = new PendingReplies<>();
    /** By correlation id, until the proxy answers or is lost. */
    private final Map<Long, Change> unanswered = new ConcurrentHashMap<>();
    /** What is to be restored and did not reach the proxy: correlation ids, in order. */
    private final Queue<Long> unsent = new ConcurrentLinkedQueue<>();
    /** Request text by symbol by channel. */
    private final Map<String, Map<String, String>> held = new LinkedHashMap<>();

    /** @param restores whether it was held before, at another proxy */
    private record Change(boolean wanted, boolean restores, SubscriptionRequest subscription) {
        String what() {
            return (restores ? "subscribe again to " : wanted ? "subscribe to " : "unsubscribe from ")
                    + subscription.channel() + " " + shown(subscription.symbols());
        }

        /** The first of them: a reason is to be read by people. */
        private static String shown(List<String> symbols) {
            String first = String.join(", ", symbols.subList(0, Math.min(SHOWN_SYMBOLS, symbols.size())));
            boolean all = symbols.size() <= SHOWN_SYMBOLS && first.length() <= SHOWN_CHARS;
            String text = first.substring(0, Math.min(SHOWN_CHARS, first.length()));
            return all ? "[" + text + "]" : "[" + text + "…, " + symbols.size() + " in all]";
        }
    }

    Subscriptions(LocalConnection connection, ClientLoop loop, Polling polling) {
        this.connection = connection;
        this.loop = loop;
        this.polling = polling;
    }

    /** As {@link #change}, and waits for the answer. */
    Set<String> changeNow(boolean wanted, String channel, String... symbols) {
        String call = wanted ? "subscribe" : "unsubscribe";
        polling.checkMayBlock(call, call + "Async");
        CompletableFuture<Set<String>> answer = change(wanted, new SubscriptionRequest(channel, List.of(symbols), ""));
        return BlockingCall.result(polling, answer, call, loop.timeouts().request());
    }

    /** Subscribes, or unsubscribes if it is not wanted. */
    CompletableFuture<Set<String>> change(boolean wanted, SubscriptionRequest subscription) {
        Change change = new Change(wanted, false, subscription);
        if (!connection.isOpened()) {
            return PendingReplies.failed(
                    Failure.of(ErrorCode.INVALID_REQUEST, change.what() + ": the connection is not open yet"));
        }
        if (connection.isLeaving()) {
            return PendingReplies.failed(Failure.of(ErrorCode.CLOSED, change.what() + ": the connection is closed"));
        }
        if (connection.restoration() != null) {
            return PendingReplies.failed(Failure.of(
                    ErrorCode.PROXY_LOST,
                    change.what() + ": the connection is being brought to a new proxy; wait for onReconnected"));
        }
        return ask(change);
    }

    /** Asks a new proxy for all that is held; what it refuses is held no longer. */
    List<CompletableFuture<Set<String>>> restore() {
        List<CompletableFuture<Set<String>>> answers = new ArrayList<>();
        all().forEach(subscription -> answers.add(ask(new Change(true, true, subscription))));
        return answers;
    }

    private CompletableFuture<Set<String>> ask(Change change) {
        long correlationId = loop.nextCorrelationId();
        unanswered.put(correlationId, change);
        CompletableFuture<Set<String>> answer =
                pending.add(correlationId, change.what(), loop.timeouts().request());
        SendResult result = send(correlationId, change);
        if (change.restores && passes(result)) {
            unsent.add(correlationId);
        } else {
            tried(correlationId, change, result);
        }
        return answer;
    }

    private void tried(long correlationId, Change change, SendResult result) {
        if (result == SendResult.NOT_CONNECTED) {
            unanswered.remove(correlationId);
            pending.fail(correlationId, Unsent.failure(result, change.what()));
        } else if (result != SendResult.OK) {
            refused(correlationId, Unsent.failure(result, change.what()));
        }
    }

    /** What is to be restored comes first. */
    private SendResult send(long correlationId, Change change) {
        Long first = unsent.peek();
        return first == null || first == correlationId
                ? loop.session()
                        .send(new Subscribe(connection.handle(), correlationId, change.wanted, change.subscription))
                : SendResult.BACKPRESSURE;
    }

    /** Whether it is worth repeating: until there is room, or the proxy is known to be lost. */
    private static boolean passes(SendResult result) {
        return result == SendResult.BACKPRESSURE || result == SendResult.NOT_CONNECTED;
    }

    /** The proxy has carried out a request. */
    void changed(long correlationId, Set<String> existing) {
        Change change = unanswered.remove(correlationId);
        if (change != null) {
            remember(change.wanted, change.subscription);
        }
        pending.complete(correlationId, existing);
    }

    /** Nothing has become of a request. */
    void refused(long correlationId, Failure failure) {
        Change change = unanswered.remove(correlationId);
        if (change != null && change.restores) {
            remember(false, change.subscription);
        }
        pending.fail(correlationId, failure);
    }

    /** Time has passed. By the polling thread. */
    void check(long nowNs) {
        pending.expire(nowNs);
        repeatUnsent();
    }

    private void repeatUnsent() {
        for (Long id = unsent.peek(); id != null && !connection.isLeaving(); id = unsent.peek()) {
            Change change = Objects.requireNonNull(unanswered.get(id));
            SendResult result = send(id, change);
            if (passes(result)) {
                return;
            }
            unsent.remove();
            tried(id, change, result);
        }
    }

    /** The proxy has gone; what it had not answered is not held. */
    void suspend(Failure reason) {
        forget();
        pending.failAll(reason);
    }

    /** Nothing more comes. */
    void close(Failure reason) {
        forget();
        pending.close(reason);
    }

    private void forget() {
        unsent.clear();
        unanswered.clear();
    }

    private synchronized void remember(boolean wanted, SubscriptionRequest subscription) {
        Map<String, String> requests = held.computeIfAbsent(subscription.channel(), channel -> new LinkedHashMap<>());
        for (String symbol : subscription.symbols()) {
            if (wanted) {
                requests.put(symbol, subscription.message());
            } else {
                requests.remove(symbol);
            }
        }
    }

    private synchronized List<SubscriptionRequest> all() {
        List<SubscriptionRequest> all = new ArrayList<>();
        held.forEach((channel, requests) -> {
            Map<String, List<String>> symbols = new LinkedHashMap<>();
            requests.forEach((symbol, request) ->
                    symbols.computeIfAbsent(request, text -> new ArrayList<>()).add(symbol));
            symbols.forEach((request, names) -> all.add(new SubscriptionRequest(channel, names, request)));
        });
        return all;
    }
}
