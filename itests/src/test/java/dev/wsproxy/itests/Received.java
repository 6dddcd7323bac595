// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What an SDK has given to the program that uses it. */
final class Received {
    private final Map<String, List<Long>> trades = new ConcurrentHashMap<>();
    private final List<Set<String>> acknowledgements = new CopyOnWriteArrayList<>();
    private final List<String> others = new CopyOnWriteArrayList<>();

    void addTrade(String symbol, long number) {
        trades.computeIfAbsent(symbol, s -> Collections.synchronizedList(new ArrayList<>()))
                .add(number);
    }

    void addAcknowledgement(Collection<String> symbols) {
        acknowledgements.add(new TreeSet<>(symbols));
    }

    void addOther(String line) {
        others.add(line);
    }

    /** The numbers of the trades of a symbol, in the order in which they came. */
    List<Long> trades(String symbol) {
        List<Long> numbers = trades.getOrDefault(symbol, List.of());
        synchronized (numbers) {
            return List.copyOf(numbers);
        }
    }

    /** The number of the last trade of a symbol, 0 before the first. */
    long lastTrade(String symbol) {
        List<Long> numbers = trades(symbol);
        return numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
    }

    /** The symbols of which a trade came. */
    Set<String> symbols() {
        return new TreeSet<>(trades.keySet());
    }

    /** What it was subscribed to, each time that this was acknowledged. */
    List<Set<String>> acknowledgements() {
        return List.copyOf(acknowledgements);
    }

    /** Everything else, as it was printed. */
    List<String> others() {
        return List.copyOf(others);
    }
}
