// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a simulator behaves. Made with {@link #builder()}.
 *
 * @param host the address to listen on
 * @param port the port to listen on, 0 for any free one
 * @param tls for wss and https, or null for ws and http
 * @param accounts secrets by key; nobody else is let in
 * @param connectionLimit how many connections one key may hold on one feed, at least 1
 * @param feedsNotInPlan feeds that answer every authentication with 409
 * @param symbolLimit how many symbols of trades and quotes one connection may hold, 0 for any number
 * @param symbols what is traded on the stock feeds; {@value Simulator#TEST_SYMBOL} is on the test feed always
 * @param cryptoSymbols what is traded on the crypto feeds, such as {@code BTC/USD}
 * @param optionSymbols what is traded on the option feeds, such as {@code AAPL261218C00230000}
 * @param rate trades, quotes and changes of order books per second, over all symbols of a feed; 0 for none
 * @param eventInterval how often something rare happens: an article appears, and to some stock, in turn, a correction, a
 *     halt or its end, a cancelled trade, price bands, an updated bar, or an imbalance; 0 for never
 * @param seed of the random walk
 * @param batchSize the most messages in one frame, 1 to 10,000
 * @param barInterval how much time a bar is about; whole intervals of the wall clock
 * @param dialect which account of the real service to follow where they differ
 * @param authTimeout how long a client may take to authenticate
 * @param pingInterval how often the server pings
 * @param pongTimeout how long a ping may stay unanswered before the connection is cut
 * @param queueLimitBytes how much may wait for one client that reads too slowly, before it is cut
 * @param tellsSlowClients whether such a client is sent error 407 before
 * @param unsubscribeDelay how long data goes on after the acknowledgement of an unsubscribe message
 * @param requestLimitBytes the longest message of a client; a longer one closes its connection with code 1009
 */
public record SimulatorOptions(
        String host,
        int port,
        @Nullable TlsKeyStore tls,
        List<Account> accounts,
        int connectionLimit,
        Set<Feed> feedsNotInPlan,
        int symbolLimit,
        List<String> symbols,
        List<String> cryptoSymbols,
        List<String> optionSymbols,
        int rate,
        Duration eventInterval,
        long seed,
        int batchSize,
        Duration barInterval,
        Dialect dialect,
        Duration authTimeout,
        Duration pingInterval,
        Duration pongTimeout,
        long queueLimitBytes,
        boolean tellsSlowClients,
        Duration unsubscribeDelay,
        int requestLimitBytes) {

    private static final int MAX_RATE = 10_000_000;
    private static final int MAX_BATCH = 10_000;
    static final int MAX_REQUEST_BYTES = 16 << 20;

    public SimulatorOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(dialect, "dialect");
        accounts = List.copyOf(accounts);
        symbols = List.copyOf(symbols);
        cryptoSymbols = List.copyOf(cryptoSymbols);
        optionSymbols = List.copyOf(optionSymbols);
        feedsNotInPlan = Set.copyOf(feedsNotInPlan);
        require(port >= 0 && port <= 65_535, "port: value=" + port + ", allowed=0..65535");
        require(connectionLimit >= 1, "connectionLimit: value=" + connectionLimit + ", allowed=1..");
        require(symbolLimit >= 0, "symbolLimit: value=" + symbolLimit + ", allowed=0..");
        require(
                batchSize >= 1 && batchSize <= MAX_BATCH,
                "batchSize: value=" + batchSize + ", allowed=1.." + MAX_BATCH);
        require(queueLimitBytes > 0, "queueLimitBytes: value=" + queueLimitBytes + ", allowed=1..");
        requireRate(rate);
        requirePositive(barInterval, "barInterval");
        requirePositive(authTimeout, "authTimeout");
        requirePositive(pingInterval, "pingInterval");
        requirePositive(pongTimeout, "pongTimeout");
        require(
                requestLimitBytes > 0 && requestLimitBytes <= MAX_REQUEST_BYTES,
                "requestLimitBytes: value=" + requestLimitBytes + ", allowed=1.." + MAX_REQUEST_BYTES);
        requireNotNegative(eventInterval, "eventInterval");
        requireNotNegative(unsubscribeDelay, "unsubscribeDelay");
        symbols.forEach(SimulatorOptions::requireSymbol);
        cryptoSymbols.forEach(SimulatorOptions::requirePair);
        optionSymbols.forEach(SimulatorOptions::requireContract);
        requireDistinct(symbols, "symbols");
        requireDistinct(cryptoSymbols, "cryptoSymbols");
        requireDistinct(optionSymbols, "optionSymbols");
    }

    /** Starts from the defaults. */
    public static SimulatorOptionsBuilder builder() {
        return new SimulatorOptionsBuilder();
    }

    static void requireRate(int rate) {
        require(rate >= 0 && rate <= MAX_RATE, "rate: value=" + rate + ", allowed=0.." + MAX_RATE);
    }

    private static void requireSymbol(String symbol) {
        require(Subscriptions.isSymbol(symbol), "symbol: value=" + symbol + ", allowed=A-Z 0-9 . / -, at most 21");
        require(
                !symbol.equals(Simulator.TEST_SYMBOL),
                "symbol: value=" + symbol + " is on " + Feed.TEST.path() + " always and on no other feed");
    }

    private static void requirePair(String symbol) {
        boolean pair = Subscriptions.isSymbol(symbol) && symbol.indexOf('/') > 0;
        require(pair, "symbol: value=" + symbol + ", allowed on a crypto feed=a pair such as BTC/USD");
    }

    private static void requireContract(String symbol) {
        boolean contract = OptionListing.isContract(symbol);
        require(
                contract,
                "symbol: value=" + symbol + ", allowed on an option feed=a contract such as AAPL261218C00230000");
    }

    private static void requireDistinct(List<String> symbols, String name) {
        require(Set.copyOf(symbols).size() == symbols.size(), name + ": value=" + symbols + ", each may be named once");
    }

    private static void requireNotNegative(Duration duration, String name) {
        require(!duration.isNegative(), name + ": value=" + duration + ", must not be less than 0");
    }

    private static void requirePositive(Duration duration, String name) {
        require(duration.compareTo(Duration.ZERO) > 0, name + ": value=" + duration + ", must be more than 0");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
