// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.protocol.alpaca.OrderBookMessage.Level;
import dev.wsproxy.testkit.PortCall;
import dev.wsproxy.testkit.SessionHarness;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * For random histories of clients that come and go and of changing order books, whatever a client can make of the messages
 * it got is the book that the upstream has.
 */
class OrderBookPropertyTest {
    private static final String[] SYMBOLS = {"BTC/USD", "ETH/USD", "DOGE/USD"};
    private static final List<String> CHANNELS =
            List.of("trades", "quotes", "orderbooks", "bars", "updatedBars", "dailyBars");

    @Property(tries = 200)
    void everyClientHasTheBooksOfTheUpstream(@ForAll long seed) {
        new History(new Random(seed)).run(120);
    }

    /** Price to size; the bids' prices are negative, so that one map does. */
    private static final class Book extends TreeMap<BigDecimal, BigDecimal> {
        private static final long serialVersionUID = 1;

        void apply(OrderBookMessage message) {
            if (message.whole()) {
                clear();
            }
            message.bids().forEach(level -> set(level.price().negate(), level.size()));
            message.asks().forEach(level -> set(level.price(), level.size()));
        }

        private void set(BigDecimal price, BigDecimal size) {
            if (size.signum() == 0) {
                remove(price);
            } else {
                put(price, size);
            }
        }
    }

    private static final class History {
        private final Random random;
        private final SessionHarness session = new SessionHarness(
                new AlpacaProtocol(), Requests.forUrl("wss://stream.data.alpaca.markets/v1beta3/crypto/us"));
        private final FakeAlpaca upstream = new FakeAlpaca(session, CHANNELS);
        private final Map<String, Book> truth = new HashMap<>();
        private final Map<Integer, Map<String, Book>> views = new HashMap<>();
        private boolean connected;
        private int seen;

        History(Random random) {
            this.random = random;
            upstream.afterSubscribe(request -> request.list("orderbooks").forEach(this::sendBooks));
            for (String symbol : SYMBOLS) {
                truth.put(symbol, new Book());
            }
            join();
            connect();
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                step();
                check();
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0 -> join();
                case 1 -> leave();
                case 2, 3 -> change("subscribe");
                case 4 -> change("unsubscribe");
                case 5 -> session.pass(Duration.ofMillis(random.nextInt(4000)));
                case 6 -> loseOrConnect();
                case 7 -> upstream.answerAll();
                default -> move();
            }
        }

        private void join() {
            if (views.size() < 5) {
                views.put(session.join(Requests.withCredentials()), new HashMap<>());
            }
        }

        private void leave() {
            int slot = random.nextInt(5);
            if (views.remove(slot) != null) {
                session.leave(slot);
            }
        }

        private void change(String action) {
            int slot = random.nextInt(5);
            if (views.containsKey(slot)) {
                int any = random.nextInt(SYMBOLS.length + 1);
                String symbol = any == SYMBOLS.length ? "*" : SYMBOLS[any];
                session.send(slot, Requests.change(action, "orderbooks", symbol));
            }
        }

        private void connect() {
            connected = true;
            upstream.connect();
            upstream.answerAll();
        }

        private void loseOrConnect() {
            if (!connected) {
                connect();
            } else if (random.nextInt(4) == 0) {
                connected = false;
                upstream.drop();
                // What is refused when everything is asked for again has the rest come back part by part.
                if (random.nextBoolean()) {
                    upstream.refusesSymbol(SYMBOLS[2]);
                } else {
                    upstream.acceptsSymbol(SYMBOLS[2]);
                }
            }
        }

        private void sendBooks(String subscribed) {
            for (String symbol : SYMBOLS) {
                if (subscribed.equals(symbol) || subscribed.equals("*")) {
                    Book book = truth.get(symbol);
                    List<Level> bids = new ArrayList<>();
                    List<Level> asks = new ArrayList<>();
                    book.forEach((price, size) -> (price.signum() < 0 ? bids : asks).add(new Level(price.abs(), size)));
                    session.receive(text(symbol, bids, asks, true));
                }
            }
        }

        /** A book changes; the upstream tells it if it is subscribed. */
        private void move() {
            String symbol = SYMBOLS[random.nextInt(SYMBOLS.length)];
            List<Level> bids = levels();
            List<Level> asks = levels();
            truth.get(symbol).apply(new OrderBookMessage(symbol, "", bids, asks, false));
            if (connected && upstream.sends("orderbooks", symbol)) {
                session.receive(text(symbol, bids, asks, false));
            }
        }

        private List<Level> levels() {
            List<Level> levels = new ArrayList<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                levels.add(new Level(
                        BigDecimal.valueOf(1 + random.nextInt(8), 2), BigDecimal.valueOf(random.nextInt(4), 1)));
            }
            return levels;
        }

        private static String text(String symbol, List<Level> bids, List<Level> asks, boolean whole) {
            return "[{\"T\":\"o\",\"S\":\"" + symbol + "\",\"t\":\"2024-03-12T10:39:40.5Z\",\"b\":" + side(bids)
                    + ",\"a\":" + side(asks) + (whole ? ",\"r\":true" : "") + "}]";
        }

        private static String side(List<Level> levels) {
            return levels.stream()
                    .map(level -> "{\"p\":" + level.price() + ",\"s\":" + level.size() + "}")
                    .toList()
                    .toString();
        }

        private void check() {
            List<PortCall> calls = session.port().calls();
            for (PortCall call : calls.subList(seen, calls.size())) {
                if (call instanceof PortCall.Delivered delivered
                        && delivered.text().startsWith("[{\"T\":\"o\"")) {
                    byte[] bytes = delivered.text().getBytes(UTF_8);
                    OrderBookMessage message =
                            OrderBookMessage.read(bytes, 1, bytes.length - 1).orElseThrow();
                    delivered.slots().forEach(slot -> receive(slot, message));
                }
            }
            seen = calls.size();
        }

        /** A client that has subscribed must first get a whole book; then it always has what the upstream has. */
        private void receive(int slot, OrderBookMessage message) {
            Map<String, Book> books = views.get(slot);
            if (message.whole()) {
                books.put(message.symbol(), new Book());
            }
            assertThat(books).as("changes without a book").containsKey(message.symbol());
            Book book = books.get(message.symbol());
            book.apply(message);
            assertThat(book).isEqualTo(truth.get(message.symbol()));
        }
    }
}
