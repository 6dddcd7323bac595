// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** What a client of a {@link ClientProgram} has received, as its {@link Tally} says. */
record ClientReport(String name, Map<String, Long> figures) {
    static ClientReport parse(String line) {
        String[] words = line.split(" ");
        return new ClientReport(
                words[1],
                Arrays.stream(words, 2, words.length)
                        .map(word -> word.split("="))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> Long.parseLong(pair[1]))));
    }

    private long get(String figure) {
        return figures.getOrDefault(figure, 0L);
    }

    /** Trades. */
    long received() {
        return get("received");
    }

    /** Trades between the first and the last that have not come. */
    long holes() {
        return get("holes");
    }

    /** Number of the last trade; with several symbols the lowest. */
    long last() {
        return get("last");
    }

    /** What its gap events add up to. */
    long missed() {
        return get("missed");
    }

    long gaps(String cause) {
        return get(cause);
    }

    /** Holes without a gap event, repeated and broken trades: must be 0. */
    long faults() {
        return get("unannounced") + get("repeated") + get("torn");
    }

    /** The longest time from the proxy's receipt to the callback, in milliseconds. */
    long slowestMs() {
        return get("slowestUs") / 1000;
    }

    /** What 99 of 100 trades took from the proxy's receipt to the callback at most, in microseconds, rounded up to a power of two. */
    long p99Us() {
        return get("p99Us");
    }
}
