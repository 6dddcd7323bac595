// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import dev.wsproxy.testkit.SessionHarness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A model of the upstream: answers what a session has sent, when the test says so. */
final class FakeAlpaca {
    static final List<String> CHANNELS = List.of(
            "trades",
            "quotes",
            "bars",
            "updatedBars",
            "dailyBars",
            "statuses",
            "lulds",
            "corrections",
            "cancelErrors",
            "imbalances");

    static final String CONNECTED = "[{\"T\":\"success\",\"msg\":\"connected\"}]";
    static final String AUTHENTICATED = "[{\"T\":\"success\",\"msg\":\"authenticated\"}]";

    private final SessionHarness session;
    private final List<String> channels;
    private Consumer<JsonObject> afterSubscribe = request -> {};
    private final Map<String, Set<String>> state = new LinkedHashMap<>();
    private final List<String> unanswered = new ArrayList<>();
    private final Set<String> refusedSymbols = new HashSet<>();
    private String secret = Requests.SECRET;
    private int symbolLimit = Integer.MAX_VALUE;
    private boolean open;

    FakeAlpaca(SessionHarness session) {
        this(session, CHANNELS);
    }

    FakeAlpaca(SessionHarness session, List<String> channels) {
        this.session = session;
        this.channels = channels;
        channels.forEach(channel -> state.put(channel, new TreeSet<>()));
    }

    /** What follows the acknowledgement of a subscription. */
    void afterSubscribe(Consumer<JsonObject> action) {
        afterSubscribe = action;
    }

    void acceptsSecret(String right) {
        secret = right;
    }

    void limitsSymbolsTo(int limit) {
        symbolLimit = limit;
    }

    void refusesSymbol(String symbol) {
        refusedSymbols.add(symbol);
    }

    void acceptsSymbol(String symbol) {
        refusedSymbols.remove(symbol);
    }

    /** The WebSocket opens and the server welcomes. */
    void connect() {
        session.open();
        welcome();
    }

    /** The server welcomes on a WebSocket that has just opened. */
    void welcome() {
        state.values().forEach(Set::clear);
        session.port().takeSent();
        unanswered.clear();
        open = true;
        session.receive(CONNECTED);
    }

    void drop() {
        open = false;
        session.lose();
    }

    /** Connects and answers until nothing more is asked. */
    void establish() {
        connect();
        answerAll();
    }

    void answerAll() {
        boolean some = true;
        while (some) {
            some = answerOne();
        }
    }

    /** Answers the oldest message that has not been answered; {@code false} when there is none. */
    boolean answerOne() {
        if (!open || unanswered().isEmpty()) {
            return false;
        }
        String message = unanswered.remove(0);
        String answer = answer(message);
        session.receive(answer);
        if (message.contains("\"subscribe\"") && !answer.contains("\"error\"")) {
            afterSubscribe.accept(read(message));
        }
        return true;
    }

    /** What the session has sent and not been answered yet. */
    List<String> unanswered() {
        unanswered.addAll(session.port().takeSent());
        return unanswered;
    }

    boolean holds(String channel, String symbol) {
        return state.get(channel).contains(symbol);
    }

    boolean sends(String channel, String symbol) {
        return open && (holds(channel, symbol) || holds(channel, "*"));
    }

    Map<String, Set<String>> state() {
        return Collections.unmodifiableMap(state);
    }

    private String answer(String message) {
        JsonObject request = read(message);
        return switch (request.text("action")) {
            case "auth" -> request.text("secret").equals(secret) ? AUTHENTICATED : error(402, "auth failed");
            case "subscribe" -> subscribe(request);
            case "unsubscribe" -> unsubscribe(request);
            default -> throw new AssertionError("unknown action was sent upstream: " + message);
        };
    }

    private static JsonObject read(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        return JsonObject.read(bytes, 0, bytes.length)
                .orElseThrow(() -> new AssertionError("not a JSON object was sent upstream: " + message));
    }

    private String subscribe(JsonObject request) {
        Map<String, Set<String>> next = new LinkedHashMap<>();
        state.forEach((channel, symbols) -> next.put(channel, new TreeSet<>(symbols)));
        for (String channel : channels) {
            if (!Collections.disjoint(request.list(channel), refusedSymbols)) {
                return error(400, "invalid syntax");
            }
            next.get(channel).addAll(request.list(channel));
        }
        Set<String> limited = new HashSet<>(next.getOrDefault("trades", Set.of()));
        limited.addAll(next.getOrDefault("quotes", Set.of()));
        if (limited.size() > symbolLimit) {
            return error(405, "symbol limit exceeded");
        }
        state.putAll(next);
        return acknowledgement();
    }

    private String unsubscribe(JsonObject request) {
        channels.forEach(channel -> request.list(channel).forEach(state.get(channel)::remove));
        return acknowledgement();
    }

    private String acknowledgement() {
        state.computeIfPresent("corrections", (channel, held) -> new TreeSet<>(state.get("trades")));
        state.computeIfPresent("cancelErrors", (channel, held) -> new TreeSet<>(state.get("trades")));
        return acknowledgement(channels, state);
    }

    /** As the server writes it, with every channel of the stock feeds. */
    static String acknowledgement(Map<String, ? extends Iterable<String>> symbols) {
        return acknowledgement(CHANNELS, symbols);
    }

    private static String acknowledgement(List<String> channels, Map<String, ? extends Iterable<String>> symbols) {
        List<String> keys = new ArrayList<>();
        for (String channel : channels) {
            List<String> quoted = new ArrayList<>();
            Iterable<String> some = symbols.get(channel);
            if (some != null) {
                some.forEach(symbol -> quoted.add('"' + symbol + '"'));
            }
            keys.add("\"" + channel + "\":[" + String.join(",", quoted) + "]");
        }
        return "[{\"T\":\"subscription\"," + String.join(",", keys) + "}]";
    }

    static String error(int code, String text) {
        return "[{\"T\":\"error\",\"code\":" + code + ",\"msg\":\"" + text + "\"}]";
    }
}
