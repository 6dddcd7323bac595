// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of a simulator share. Safe for use by several threads. */
final class Venue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Venue.class);

    private final SimulatorOptions options;
    private final Counters counters = new Counters();
    private final Slots slots;
    private final List<Market> markets;
    private final NewsDesk news;
    private final TradeUpdates tradeUpdates = new TradeUpdates();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timers =
            new ScheduledThreadPoolExecutor(1, Venue::timerThread, new ThreadPoolExecutor.DiscardPolicy());
    private volatile boolean silent;

    Venue(SimulatorOptions options) {
        this.options = options;
        slots = new Slots(options.connectionLimit());
        markets = List.of(
                new Market(Kind.STOCKS, options.symbols(), StockListing::new, options),
                new Market(Kind.TEST, List.of(Simulator.TEST_SYMBOL), StockListing::new, options),
                new Market(Kind.CRYPTO, options.cryptoSymbols(), CryptoListing::new, options),
                new Market(Kind.OPTIONS, options.optionSymbols(), OptionListing::new, options));
        news = new NewsDesk(options);
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread timerThread(Runnable timer) {
        Thread thread = new Thread(timer, "simulator-timers");
        thread.setDaemon(true);
        return thread;
    }

    SimulatorOptions options() {
        return options;
    }

    Counters counters() {
        return counters;
    }

    Slots slots() {
        return slots;
    }

    List<Market> markets() {
        return markets;
    }

    NewsDesk news() {
        return news;
    }

    TradeUpdates tradeUpdates() {
        return tradeUpdates;
    }

    /** Where the clients of a feed of market data meet. */
    Floor floor(Feed feed) {
        return markets.stream()
                .filter(market -> market.kind() == feed.kind())
                .map(Market::floor)
                .findFirst()
                .orElseGet(news::floor);
    }

    OrderBookState orderBook(String symbol) {
        return markets.stream()
                .flatMap(market -> market.orderBook(symbol).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such pair: value=" + symbol));
    }

    boolean knows(Account presented) {
        return options.accounts().stream().anyMatch(account -> account.matches(presented));
    }

    Set<Connection> connections() {
        return connections;
    }

    void add(Connection connection) {
        connections.add(connection);
        counters.connectionsOpened.increment();
        LOG.info(
                "Connection opened: feed={}, open={}",
                connection.session().feed().path(),
                connections.size());
    }

    void remove(Connection connection) {
        connections.remove(connection);
    }

    /** While it is silent, nothing is sent and nothing is answered. */
    boolean isSilent() {
        return silent;
    }

    void silence(boolean on) {
        silent = on;
        if (!on) {
            connections.forEach(Connection::speak);
        }
    }

    Future<?> after(Duration delay, Runnable task) {
        return timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    Future<?> every(Duration interval, Runnable task) {
        return timers.scheduleAtFixedRate(task, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timers.shutdownNow();
        connections.forEach(Connection::abort);
    }
}
