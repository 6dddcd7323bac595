// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import dev.wsproxy.client.Gap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Watches the numbers of the trades that one client receives, which rise by one for each symbol: nothing may come twice or
 * out of order, and nothing may be missing that was not announced before, with its exact number where it is known. Each
 * message has to be one trade. For any thread.
 */
final class TradeLedger {
    private final Consumer<String> violations;
    private final Map<String, Long> last = new HashMap<>();
    /** Those that have not spoken since the last gap of either kind; until then numbers of theirs may be missing. */
    private final Set<String> afterCounted = new TreeSet<>();

    private final Set<String> afterUncounted = new TreeSet<>();
    private long missing;
    private long announced;
    private long received;
    private long gaps;
    private long missed;

    TradeLedger(Consumer<String> violations) {
        this.violations = violations;
    }

    synchronized void trade(String symbol, long number) {
        received++;
        Long before = last.put(symbol, number);
        boolean counted = afterCounted.remove(symbol);
        boolean uncounted = afterUncounted.remove(symbol);
        if (before != null && number <= before) {
            violations.accept(symbol + " " + number + " came after " + before);
        } else if (before != null && number > before + 1 && !uncounted) {
            missing(symbol, before, number, counted);
        }
        if (counted) {
            settle();
        }
    }

    private void missing(String symbol, long before, long number, boolean counted) {
        if (!counted) {
            violations.accept(symbol + " " + number + " came after " + before + " and no gap was told");
        }
        missing += number - before - 1;
    }

    private void settle() {
        if (missing > announced) {
            violations.accept(missing + " are missing and " + announced + " were announced");
        } else if (afterCounted.isEmpty() && missing < announced) {
            violations.accept(missing + " are missing, but " + announced + " were announced");
        }
        if (afterCounted.isEmpty() || missing > announced) {
            missing = 0;
            announced = 0;
        }
    }

    synchronized void gap(Gap gap) {
        gaps++;
        if (gap.missed() == Gap.UNKNOWN) {
            restarted();
        } else {
            missed += gap.missed();
            announced += gap.missed();
            afterCounted.addAll(last.keySet());
        }
    }

    /** A number that nobody knows is missing here; what was counted before can no longer be told from it. */
    private void restarted() {
        afterUncounted.addAll(last.keySet());
        afterCounted.clear();
        missing = 0;
        announced = 0;
    }

    /** What comes next has nothing to do with what was before. */
    synchronized void forget() {
        last.clear();
        restarted();
        afterUncounted.clear();
    }

    /** What came until now, in one line; {@link State#parse} reads it. */
    synchronized State state() {
        return new State(received, gaps, missed, Map.copyOf(last));
    }

    /**
     * What a client has received.
     *
     * @param missed as the gaps told it, where they knew
     * @param last the number of the last trade by symbol
     */
    record State(long received, long gaps, long missed, Map<String, Long> last) {
        private static final String NAME = "STATE";

        static boolean isOne(String line) {
            return line.startsWith(NAME);
        }

        static State parse(String line) {
            String[] words = line.split(" ");
            Map<String, Long> last = new HashMap<>();
            for (int i = 4; i < words.length; i += 2) {
                last.put(words[i], Long.parseLong(words[i + 1]));
            }
            return new State(Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]), last);
        }

        @Override
        public String toString() {
            StringBuilder line = new StringBuilder(NAME + " " + received + " " + gaps + " " + missed);
            last.forEach((symbol, number) ->
                    line.append(' ').append(symbol).append(' ').append(number));
            return line.toString();
        }
    }
}
