// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.Failure;
import dev.wsproxy.FailureException;
import dev.wsproxy.SendResult;
import dev.wsproxy.transport.SubscriptionRequest;
import dev.wsproxy.wire.Subscribe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a connection asked to be subscribed to: what has not been answered yet, and what it holds. Any thread. */
final class Subscriptions {
    private final LocalConnection connection;
    private final ClientLoop loop;
    private final Polling polling;
    private final PendingReplies<Set<String>> pending = new PendingReplies<>();
    /** Request text by symbol by channel. */
    private final Map<String, Map<String, String>> held = new LinkedHashMap<>();

    Subscriptions(LocalConnection connection, ClientLoop loop, Polling polling) {
        this.connection = connection;
        this.loop = loop;
        this.polling = polling;
    }

    PendingReplies<Set<String>> pending() {
        return pending;
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
        String what = (wanted ? "subscribe to " : "unsubscribe from ") + subscription.channel() + " "
                + subscription.symbols();
        if (!connection.isOpened()) {
            return PendingReplies.failed(
                    Failure.of(ErrorCode.INVALID_REQUEST, what + ": the connection is not open yet"));
        }
        if (connection.isLeaving()) {
            return PendingReplies.failed(Failure.of(ErrorCode.CLOSED, what + ": the connection is closed"));
        }
        if (connection.restoration() != null) {
            return PendingReplies.failed(Failure.of(
                    ErrorCode.PROXY_LOST,
                    what + ": the connection is being brought to a new proxy; wait for onReconnected"));
        }
        return ask(wanted, subscription, what);
    }

    private CompletableFuture<Set<String>> ask(boolean wanted, SubscriptionRequest subscription, String what) {
        long correlationId = loop.nextCorrelationId();
        CompletableFuture<Set<String>> answer =
                pending.add(correlationId, what, loop.timeouts().request());
        answer.thenRun(() -> remember(wanted, subscription));
        SendResult result =
                loop.session().send(new Subscribe(connection.handle(), correlationId, wanted, subscription));
        if (result != SendResult.OK) {
            pending.fail(correlationId, Unsent.failure(result, what));
        }
        return answer;
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

    /** Asks a new proxy for all that is held; what it refuses is held no longer. */
    List<CompletableFuture<Set<String>>> restore() {
        List<CompletableFuture<Set<String>>> answers = new ArrayList<>();
        for (SubscriptionRequest subscription : all()) {
            CompletableFuture<Set<String>> answer = ask(
                    true, subscription, "subscribe again to " + subscription.channel() + " " + subscription.symbols());
            answer.whenComplete((existing, e) -> dropIfRefused(subscription, e));
            answers.add(answer);
        }
        return answers;
    }

    private void dropIfRefused(SubscriptionRequest subscription, @Nullable Throwable e) {
        if (e instanceof FailureException refused && refused.code() != ErrorCode.PROXY_LOST) {
            remember(false, subscription);
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
