// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects {@link SimulatorOptions}; what is not set keeps its default. Not safe for use by several threads. */
public final class SimulatorOptionsBuilder {
    private String host = "127.0.0.1";
    private int port = 0;
    private @Nullable TlsKeyStore tls;
    private List<Account> accounts = List.of(new Account("demo-key", "demo-secret"));
    private int connectionLimit = 1;
    private Set<Feed> feedsNotInPlan = Set.of();
    private int symbolLimit = 0;
    private List<String> symbols =
            List.of("AAPL", "AMD", "AMZN", "GOOGL", "JPM", "META", "MSFT", "NVDA", "SPY", "TSLA");
    private List<String> cryptoSymbols = List.of("AVAX/USD", "BTC/USD", "DOGE/USD", "ETH/USD", "SOL/USD");
    private List<String> optionSymbols =
            List.of("AAPL261218C00230000", "AAPL261218P00230000", "SPY261218C00600000", "SPY261218P00600000");
    private int rate = 100;
    private Duration eventInterval = Duration.ZERO;
    private long seed = 1;
    private int batchSize = 1;
    private Duration barInterval = Duration.ofMinutes(1);
    private Dialect dialect = Dialect.DOCUMENTED;
    private Duration authTimeout = Duration.ofSeconds(10);
    private Duration pingInterval = Duration.ofSeconds(54);
    private Duration pongTimeout = Duration.ofSeconds(6);
    private long queueLimitBytes = 16L << 20;
    private boolean tellsSlowClients = true;
    private Duration unsubscribeDelay = Duration.ZERO;
    private int requestLimitBytes = SimulatorOptions.MAX_REQUEST_BYTES;

    SimulatorOptionsBuilder() {}

    /** Default {@code 127.0.0.1}: only programs on this machine can connect. */
    public SimulatorOptionsBuilder host(String address) {
        host = address;
        return this;
    }

    /** Default 0: any free port, see {@link Simulator#port()}. */
    public SimulatorOptionsBuilder port(int number) {
        port = number;
        return this;
    }

    /** Default: none, so ws and http. */
    public SimulatorOptionsBuilder tls(TlsKeyStore keyStore) {
        tls = keyStore;
        return this;
    }

    /** Replaces the accounts, secrets by key. Default {@code demo-key} with {@code demo-secret}. */
    public SimulatorOptionsBuilder accounts(Map<String, String> secrets) {
        accounts = secrets.entrySet().stream()
                .map(entry -> new Account(entry.getKey(), entry.getValue()))
                .toList();
        return this;
    }

    /** Default 1, which is what nearly all plans have. */
    public SimulatorOptionsBuilder connectionLimit(int connections) {
        connectionLimit = connections;
        return this;
    }

    /** Default: every feed is in the plan. */
    public SimulatorOptionsBuilder feedsNotInPlan(Set<Feed> feeds) {
        feedsNotInPlan = feeds;
        return this;
    }

    /** Default 0: any number. The free plan of the real service has 30. */
    public SimulatorOptionsBuilder symbolLimit(int count) {
        symbolLimit = count;
        return this;
    }

    /** Default: ten well known ones. */
    public SimulatorOptionsBuilder symbols(List<String> names) {
        symbols = names;
        return this;
    }

    /** Default: five well known ones. */
    public SimulatorOptionsBuilder cryptoSymbols(List<String> pairs) {
        cryptoSymbols = pairs;
        return this;
    }

    /** Default: a call and a put of each of two stocks. */
    public SimulatorOptionsBuilder optionSymbols(List<String> contracts) {
        optionSymbols = contracts;
        return this;
    }

    /** Default 0: nothing rare happens by itself. */
    public SimulatorOptionsBuilder eventInterval(Duration interval) {
        eventInterval = interval;
        return this;
    }

    /** Default 100 messages per second. */
    public SimulatorOptionsBuilder rate(int messagesPerSecond) {
        rate = messagesPerSecond;
        return this;
    }

    /** Default 1. */
    public SimulatorOptionsBuilder seed(long number) {
        seed = number;
        return this;
    }

    /** Default 1: every message is a frame. Above 1 messages wait for each other until a batch is due. */
    public SimulatorOptionsBuilder batchSize(int messages) {
        batchSize = messages;
        return this;
    }

    /** Default one minute. */
    public SimulatorOptionsBuilder barInterval(Duration interval) {
        barInterval = interval;
        return this;
    }

    /** Default {@link Dialect#DOCUMENTED}. */
    public SimulatorOptionsBuilder dialect(Dialect choice) {
        dialect = choice;
        return this;
    }

    /** Default 10 s. */
    public SimulatorOptionsBuilder authTimeout(Duration timeout) {
        authTimeout = timeout;
        return this;
    }

    /** Default 54 s. */
    public SimulatorOptionsBuilder pingInterval(Duration interval) {
        pingInterval = interval;
        return this;
    }

    /** Default 6 s. */
    public SimulatorOptionsBuilder pongTimeout(Duration timeout) {
        pongTimeout = timeout;
        return this;
    }

    /** Default 16 MiB. */
    public SimulatorOptionsBuilder queueLimitBytes(long bytes) {
        queueLimitBytes = bytes;
        return this;
    }

    /** Default true. */
    public SimulatorOptionsBuilder tellsSlowClients(boolean tells) {
        tellsSlowClients = tells;
        return this;
    }

    /** Default 0: no data comes after the acknowledgement. */
    public SimulatorOptionsBuilder unsubscribeDelay(Duration delay) {
        unsubscribeDelay = delay;
        return this;
    }

    /** Default 16 MiB. That of the real service is not known. */
    public SimulatorOptionsBuilder requestLimitBytes(int bytes) {
        requestLimitBytes = bytes;
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
                cryptoSymbols,
                optionSymbols,
                rate,
                eventInterval,
                seed,
                batchSize,
                barInterval,
                dialect,
                authTimeout,
                pingInterval,
                pongTimeout,
                queueLimitBytes,
                tellsSlowClients,
                unsubscribeDelay,
                requestLimitBytes);
    }
}
