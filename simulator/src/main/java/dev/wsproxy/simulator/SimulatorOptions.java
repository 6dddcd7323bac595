// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * @param rate trades and quotes per second, over all symbols of a feed; 0 for none
 * @param seed of the random walk
 * @param batchSize the most messages in one frame, 1 to 10,000
 * @param barInterval how much time a bar is about; whole intervals of the wall clock
 * @param dialect which account of the real service to follow where they differ
 * @param authTimeout how long a client may take to authenticate
 * @param pingInterval how often the server pings
 * @param pongTimeout how long a ping may stay unanswered before the connection is cut
 * @param queueLimitBytes how much may wait for one client that reads too slowly, before it is cut
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
        int rate,
        long seed,
        int batchSize,
        Duration barInterval,
        Dialect dialect,
        Duration authTimeout,
        Duration pingInterval,
        Duration pongTimeout,
        long queueLimitBytes) {

    private static final int MAX_RATE = 10_000_000;
    private static final int MAX_BATCH = 10_000;

    public SimulatorOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(dialect, "dialect");
        accounts = List.copyOf(accounts);
        symbols = List.copyOf(symbols);
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
        symbols.forEach(SimulatorOptions::requireSymbol);
        require(Set.copyOf(symbols).size() == symbols.size(), "symbols: value=" + symbols + ", each may be named once");
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
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

    private static void requirePositive(Duration duration, String name) {
        require(duration.compareTo(Duration.ZERO) > 0, name + ": value=" + duration + ", must be more than 0");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Collects options; what is not set keeps its default. Not safe for use by several threads. */
    public static final class Builder {
        private String host = "127.0.0.1";
        private int port = 0;
        private @Nullable TlsKeyStore tls;
        private List<Account> accounts = List.of(new Account("demo-key", "demo-secret"));
        private int connectionLimit = 1;
        private Set<Feed> feedsNotInPlan = Set.of();
        private int symbolLimit = 0;
        private List<String> symbols =
                List.of("AAPL", "AMD", "AMZN", "GOOGL", "JPM", "META", "MSFT", "NVDA", "SPY", "TSLA");
        private int rate = 100;
        private long seed = 1;
        private int batchSize = 1;
        private Duration barInterval = Duration.ofMinutes(1);
        private Dialect dialect = Dialect.DOCUMENTED;
        private Duration authTimeout = Duration.ofSeconds(10);
        private Duration pingInterval = Duration.ofSeconds(54);
        private Duration pongTimeout = Duration.ofSeconds(6);
        private long queueLimitBytes = 16L << 20;

        private Builder() {}

        /** Default {@code 127.0.0.1}: only programs on this machine can connect. */
        public Builder host(String address) {
            host = address;
            return this;
        }

        /** Default 0: any free port, see {@link Simulator#port()}. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** Default: none, so ws and http. */
        public Builder tls(TlsKeyStore keyStore) {
            tls = keyStore;
            return this;
        }

        /** Replaces the accounts, secrets by key. Default {@code demo-key} with {@code demo-secret}. */
        public Builder accounts(Map<String, String> secrets) {
            accounts = secrets.entrySet().stream()
                    .map(entry -> new Account(entry.getKey(), entry.getValue()))
                    .toList();
            return this;
        }

        /** Default 1, which is what nearly all plans have. */
        public Builder connectionLimit(int connections) {
            connectionLimit = connections;
            return this;
        }

        /** Default: every feed is in the plan. */
        public Builder feedsNotInPlan(Set<Feed> feeds) {
            feedsNotInPlan = feeds;
            return this;
        }

        /** Default 0: any number. The free plan of the real service has 30. */
        public Builder symbolLimit(int count) {
            symbolLimit = count;
            return this;
        }

        /** Default: ten well known ones. */
        public Builder symbols(List<String> names) {
            symbols = names;
            return this;
        }

        /** Default 100 messages per second. */
        public Builder rate(int messagesPerSecond) {
            rate = messagesPerSecond;
            return this;
        }

        /** Default 1. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** Default 1: every message is a frame. Above 1 messages wait for each other until a batch is due. */
        public Builder batchSize(int messages) {
            batchSize = messages;
            return this;
        }

        /** Default one minute. */
        public Builder barInterval(Duration interval) {
            barInterval = interval;
            return this;
        }

        /** Default {@link Dialect#DOCUMENTED}. */
        public Builder dialect(Dialect choice) {
            dialect = choice;
            return this;
        }

        /** Default 10 s. */
        public Builder authTimeout(Duration timeout) {
            authTimeout = timeout;
            return this;
        }

        /** Default 54 s. */
        public Builder pingInterval(Duration interval) {
            pingInterval = interval;
            return this;
        }

        /** Default 6 s. */
        public Builder pongTimeout(Duration timeout) {
            pongTimeout = timeout;
            return this;
        }

        /** Default 16 MiB. */
        public Builder queueLimitBytes(long bytes) {
            queueLimitBytes = bytes;
            return this;
        }

        /** @throws IllegalArgumentException if an option is out of its range; the message names it */
        public SimulatorOptions build() {
            return new SimulatorOptions(
                    host,
                    port,
                    tls,
                    accounts,
                    connectionLimit,
                    feedsNotInPlan,
                    symbolLimit,
                    symbols,
                    rate,
                    seed,
                    batchSize,
                    barInterval,
                    dialect,
                    authTimeout,
                    pingInterval,
                    pongTimeout,
                    queueLimitBytes);
        }
    }
}
