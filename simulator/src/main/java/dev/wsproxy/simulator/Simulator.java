// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that behaves like Alpaca's market data and account streams, on one port of this machine, with the means to make it misbehave.
 *
 * <p>Trades of each symbol are numbered without a gap as long as the simulator runs: those of stocks from 1 in their field
 * {@code i}, those of crypto pairs from a number beyond 2^53 in the same field, those of options, which have no such field,
 * from 1 in their size {@code s}. All feeds of a kind (stocks, crypto, options) have the same messages. Times in trades and
 * quotes are those of sending.
 *
 * <p>Every method may be called from any thread. After {@link #close()} only {@link #close()}, {@link #stats()} and
 * {@link #port()} may be called.
 */
public final class Simulator implements AutoCloseable {
    /** The only symbol of the feed {@code /v2/test}, always there. */
    public static final String TEST_SYMBOL = "FAKEPACA";

    private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

    private final Venue venue;
    private final UpgradeGate gate;
    private final WebServer server;
    private final Generator generator;
    private volatile int port;

    /** Neither listens nor makes messages before {@link #start()}. */
    public Simulator(SimulatorOptions options) {
        venue = new Venue(options);
        gate = new UpgradeGate(venue);
        server = new WebServer(options, gate, new ControlHandler(this));
        generator = new Generator(venue);
    }

    /**
     * Begins to listen and to make messages; returns when clients can connect. Call it once.
     *
     * @throws IOException if it cannot listen on the port, or cannot read the key store
     */
    public void start() throws IOException {
        server.start();
        port = server.port();
        generator.start();
        LOG.info("Simulator started: host={}, port={}", venue.options().host(), port);
    }

    /** The port it listens on, 0 before the start. */
    public int port() {
        return port;
    }

    /** The URL of a feed, such as {@code ws://127.0.0.1:8765/v2/iex}. */
    public String url(Feed feed) {
        String scheme = venue.options().tls() == null ? "ws" : "wss";
        return scheme + "://" + venue.options().host() + ":" + port + feed.path();
    }

    /** Cuts every connection without a close frame, as the real service does when it ends one. */
    public void dropConnections() {
        venue.connections().forEach(Connection::abort);
    }

    /**
     * Closes every connection with a close frame.
     *
     * @param code a close code that may be sent, such as 1001
     * @param reason at most 123 bytes of UTF-8
     */
    public void closeConnections(int code, String reason) {
        venue.connections().forEach(connection -> connection.close(code, reason));
    }

    /**
     * Imitates a peer that has vanished: while on, sockets stay open, and upgrades are let through, but nothing is sent,
     * not even a pong, and nothing that is received has an effect. What is published meanwhile is lost.
     */
    public void silence(boolean on) {
        venue.silence(on);
    }

    /** @param status answers every upgrade from now on, 400 to 599; 0 lets them through again */
    public void refuseUpgrades(int status) {
        if (status != 0 && (status < 400 || status > 599)) {
            throw new IllegalArgumentException("status: value=" + status + ", allowed=0 or 400..599");
        }
        gate.refuse(status);
    }

    /** @param messagesPerSecond trades and quotes over all symbols of a feed, from now on; 0 for none */
    public void setRate(int messagesPerSecond) {
        SimulatorOptions.requireRate(messagesPerSecond);
        generator.rate(messagesPerSecond);
    }

    /** Publishes trades, see {@link #publish}. */
    public long publishTrades(String symbol, int count) {
        return publish(Channel.TRADES, symbol, count);
    }

    /**
     * Publishes messages of one symbol to its subscribers, as fast as these take them: waits for a client that lags,
     * but not for one that has stopped reading. Returns when everything is queued or sent.
     *
     * @param channel one of the symbol's feeds; each bar comes with a trade of its own
     * @param count how many, 0 or more
     * @return the number of the symbol's last trade
     */
    public long publish(Channel channel, String symbol, int count) {
        Market market = market(symbol);
        if (!market.kind().channels().contains(channel)) {
            throw new IllegalArgumentException(
                    "channel: value=" + channel + ", allowed=" + market.kind().channels());
        }
        Listing listing = market.listing(symbol).orElseThrow();
        boolean patient = true;
        for (int left = count; left > 0; left -= market.turn()) {
            patient = patient && awaitRoom(market);
            market.publish(listing, channel, Math.min(left, market.turn()));
        }
        return listing.lastTradeId();
    }

    /**
     * Publishes an article.
     *
     * @param symbols what it is about; may be empty
     * @return its {@code id}
     */
    public long publishArticle(List<String> symbols) {
        return venue.news().publish(symbols);
    }

    /**
     * The present order book of a pair. What a subscriber has made of the messages it got is equal to this when the rate is 0
     * and everything has arrived.
     *
     * @throws IllegalArgumentException if there is no such pair
     */
    public OrderBookState orderBook(String symbol) {
        return venue.orderBook(symbol);
    }

    private Market market(String symbol) {
        return venue.markets().stream()
                .filter(market -> market.listing(symbol).isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such symbol: value=" + symbol));
    }

    private static boolean awaitRoom(Market market) {
        long startNs = System.nanoTime();
        while (market.floor().isBacklogged()) {
            if (System.nanoTime() - startNs > PATIENCE_NS) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }

    /**
     * Sends a message to every authenticated client of a feed, whatever it is subscribed to: as it is, or as msgpack to those
     * that speak it.
     *
     * @return how many clients that were
     */
    public int publishFrame(Feed feed, String text) {
        List<Connection> receivers = venue.connections().stream()
                .filter(connection -> connection.session().feed() == feed
                        && connection.session().isAuthenticated())
                .toList();
        receivers.forEach(connection -> connection.sendJson(text));
        return receivers.size();
    }

    /**
     * Tells the account stream that something has become of an order.
     *
     * @param key of the account; only clients that authenticated with it are told
     * @param event such as {@code new}, {@code fill} or {@code canceled}
     * @param symbol of the order
     * @return how many clients that were
     */
    public int publishTradeUpdate(String key, String event, String symbol) {
        Map<String, Object> update = venue.tradeUpdates().next(event, symbol);
        List<Connection> receivers = venue.connections().stream()
                .filter(connection -> connection.session() instanceof AccountSession account && account.listensTo(key))
                .toList();
        receivers.forEach(connection -> connection.send(update));
        return receivers.size();
    }

    /** What has happened since the start. */
    public SimulatorStats stats() {
        return SimulatorStats.of(venue);
    }

    /** Cuts every connection and stops listening. Takes no longer than a few seconds; may be called more than once. */
    @Override
    public void close() {
        generator.close();
        venue.close();
        server.close();
        LOG.info("Simulator stopped: port={}", port);
    }
}
