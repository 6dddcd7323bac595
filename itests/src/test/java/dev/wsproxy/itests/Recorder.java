// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.Failure;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Gap;
import dev.wsproxy.client.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keeps what a client receives: the numbers of the trades by symbol, everything else as it came. */
class Recorder implements ClientListener {
    private final Map<String, List<Long>> trades = new ConcurrentHashMap<>();
    private final Queue<String> others = new ConcurrentLinkedQueue<>();
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Queue<Gap> gaps = new ConcurrentLinkedQueue<>();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

    @Override
    public void onMessage(Connection connection, Message message) {
        for (JsonNode element : JsonMapper.shared().readTree(message.text())) {
            String type = element.path("T").asString();
            if (type.equals("t")) {
                trades.computeIfAbsent(
                                element.path("S").asString(), s -> Collections.synchronizedList(new ArrayList<>()))
                        .add(element.path("i").asLong());
            } else {
                others.add(element.toString());
            }
        }
    }

    @Override
    public void onOpened(Connection connection) {
        events.add("opened");
    }

    @Override
    public void onClosed(Connection connection, Failure reason) {
        failures.add(reason);
        events.add("closed");
    }

    @Override
    public void onError(Connection connection, Failure failure) {
        failures.add(failure);
        events.add("error");
    }

    @Override
    public void onGap(Connection connection, Gap gap) {
        gaps.add(gap);
        events.add("gap");
    }

    @Override
    public void onReconnecting(Connection connection, Failure reason) {
        failures.add(reason);
        events.add("reconnecting");
    }

    @Override
    public void onReconnected(Connection connection) {
        events.add("reconnected");
    }

    @Override
    public void onProxyDisconnected(Failure reason) {
        failures.add(reason);
        events.add("proxy disconnected");
    }

    /** The numbers of the trades of a symbol, in the order in which they came. */
    List<Long> trades(String symbol) {
        List<Long> numbers = trades.getOrDefault(symbol, List.of());
        synchronized (numbers) {
            return List.copyOf(numbers);
        }
    }

    /** How many trades of a symbol came. */
    int count(String symbol) {
        return trades.getOrDefault(symbol, List.of()).size();
    }

    /** The symbols of which a trade came. */
    List<String> symbols() {
        return trades.keySet().stream().sorted().toList();
    }

    /** Every element that was no trade, as JSON. */
    List<String> others() {
        return List.copyOf(others);
    }

    List<String> events() {
        return List.copyOf(events);
    }

    List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    List<Failure> failures() {
        return List.copyOf(failures);
    }
}
