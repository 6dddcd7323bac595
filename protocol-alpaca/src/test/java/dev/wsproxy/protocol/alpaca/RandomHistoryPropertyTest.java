// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.PortCall;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.ClientEvent.SubscriptionChanged;
import dev.wsproxy.transport.OpenRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * For random histories of joins, requests, leaves, losses and upstream messages, every client sees what it would see if it
 * were alone, the upstream is asked one thing at a time, and in the end it holds exactly the union.
 */
class RandomHistoryPropertyTest {
    @Property(tries = 300)
    void everyClientIsAloneOnTheWire(@ForAll long seed) {
        new History(new Random(seed), Integer.MAX_VALUE).run(150);
    }

    @Property(tries = 150)
    void everyClientIsAloneOnTheWireButForTheLimitThatAllShare(@ForAll long seed) {
        new History(new Random(seed), 4).run(150);
    }

    private static final class History {
        private static final String[] CHANNELS = {"trades", "quotes", "bars", "statuses"};
        private static final String[] TYPES = {"t", "q", "b", "s", "c", "x", "new"};
        private static final String[] SYMBOLS = {"A", "B", "C", "D", "E", "BRK.B"};
        private static final String BAD = "BAD";
        private static final int MOST_CLIENTS = 6;
        private static final Pattern ELEMENT = Pattern.compile("\\{\"T\":\"(\\w+)\",\"S\":\"([^\"]+)\",\"n\":\\d+}");

        private final Random random;
        private final int limit;
        private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), Requests.withCredentials());
        private final FakeAlpaca upstream = new FakeAlpaca(session);
        private final Map<Integer, LoneClient> clients = new TreeMap<>();
        private final Set<Integer> msgpack = new HashSet<>();
        private final Map<Integer, Integer> unauthenticated = new TreeMap<>();
        private final Map<Integer, List<String>> expectedData = new TreeMap<>();
        private boolean connected;
        private boolean ready;
        private int seen;
        private int number;
        private int elapsedMs;
        private long correlationId;

        History(Random random, int limit) {
            this.random = random;
            this.limit = limit;
            upstream.limitsSymbolsTo(limit);
            upstream.refusesSymbol(BAD);
            join(false);
            connect();
            upstream.answerAll();
            check();
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                step();
                check();
                assertThat(upstream.unanswered()).as("in flight").hasSizeLessThanOrEqualTo(1);
            }
            settle();
        }

        private void step() {
            switch (random.nextInt(20)) {
                case 0 -> join(random.nextBoolean());
                case 1 -> leave();
                case 2, 3, 4, 5 -> change();
                case 6, 7 -> library();
                case 8 -> nonsense();
                case 9, 10, 11, 12 -> upstream.answerOne();
                case 13 -> loseOrConnect();
                case 14 -> pass(random.nextInt(1500));
                default -> data();
            }
        }

        private void join(boolean byMessage) {
            if (clients.size() == MOST_CLIENTS) {
                return;
            }
            LoneClient client = new LoneClient();
            client.expect(FakeAlpaca.CONNECTED);
            int slot = lowestFreeSlot();
            clients.put(slot, client);
            if (random.nextBoolean()) {
                msgpack.add(slot);
            } else {
                msgpack.remove(slot);
            }
            if (byMessage) {
                unauthenticated.put(slot, elapsedMs);
                session.join(encoded(slot, Requests.withAccountOnly()));
            } else {
                client.expect(FakeAlpaca.AUTHENTICATED);
                session.join(encoded(slot, Requests.withCredentials()));
            }
        }

        private OpenRequest encoded(int slot, OpenRequest request) {
            return msgpack.contains(slot) ? Requests.inMsgpack(request) : request;
        }

        private void send(int slot, String json) {
            if (msgpack.contains(slot)) {
                session.send(slot, FrameType.BINARY, Requests.msgpack(json));
            } else {
                session.send(slot, json);
            }
        }

        private int lowestFreeSlot() {
            int slot = 0;
            while (clients.containsKey(slot)) {
                slot++;
            }
            return slot;
        }

        private void leave() {
            int slot = random.nextInt(MOST_CLIENTS);
            if (clients.remove(slot) != null) {
                unauthenticated.remove(slot);
                session.leave(slot);
            }
        }

        /** A client sends a change, perhaps before it has authenticated, which it does now and then. */
        private void change() {
            LoneClient client = clients.get(random.nextInt(MOST_CLIENTS));
            if (client == null) {
                return;
            }
            int slot = slotOf(client);
            if (unauthenticated.containsKey(slot)) {
                tryToAuthenticate(slot, client);
                return;
            }
            boolean add = random.nextInt(3) > 0;
            Map<String, Set<String>> change = new TreeMap<>();
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                change.computeIfAbsent(channel(), key -> new TreeSet<>()).addAll(symbols());
            }
            client.expect(add, change, OptionalLong.empty());
            List<String> members = new ArrayList<>();
            change.forEach((channel, symbols) ->
                    members.add("\"" + channel + "\":[\"" + String.join("\",\"", symbols) + "\"]"));
            send(
                    slot,
                    "{\"action\":\"" + (add ? "subscribe" : "unsubscribe") + "\"," + String.join(",", members) + "}");
        }

        private void tryToAuthenticate(int slot, LoneClient client) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    client.expect(FakeAlpaca.error(402, "auth failed"));
                    send(slot, Requests.auth("wrong"));
                }
                case 1 -> {
                    client.expect(FakeAlpaca.error(401, "not authenticated"));
                    send(slot, Requests.subscribe("trades", "A"));
                }
                default -> authenticate(slot, client);
            }
        }

        private void library() {
            LoneClient client = clients.get(random.nextInt(MOST_CLIENTS));
            if (client == null || unauthenticated.containsKey(slotOf(client))) {
                return;
            }
            int slot = slotOf(client);
            String channel = channel();
            Set<String> symbols = symbols();
            boolean add = random.nextInt(3) > 0;
            long next = ++correlationId;
            client.expect(add, Map.of(channel, symbols), OptionalLong.of(next));
            String[] array = symbols.toArray(String[]::new);
            long id = add ? session.subscribe(slot, channel, array) : session.unsubscribe(slot, channel, array);
            assertThat(id).isEqualTo(next);
        }

        /** Nobody may be late with its authentication. */
        private void pass(int ms) {
            elapsedMs += ms;
            for (int slot : List.copyOf(unauthenticated.keySet())) {
                if (elapsedMs - unauthenticated.get(slot) > 9000) {
                    authenticate(slot, clients.get(slot));
                }
            }
            session.pass(Duration.ofMillis(ms));
        }

        private void authenticate(int slot, LoneClient client) {
            unauthenticated.remove(slot);
            client.expect(FakeAlpaca.AUTHENTICATED);
            send(slot, Requests.auth(Requests.SECRET));
        }

        private void nonsense() {
            LoneClient client = clients.get(random.nextInt(MOST_CLIENTS));
            if (client == null || unauthenticated.containsKey(slotOf(client))) {
                return;
            }
            if (random.nextBoolean()) {
                client.expect(FakeAlpaca.error(400, "invalid syntax"));
                send(slotOf(client), "{\"action\":\"subscribe\",\"nothing\":[\"A\"]}");
            } else {
                client.expect(FakeAlpaca.error(403, "already authenticated"));
                send(slotOf(client), Requests.auth(Requests.SECRET));
            }
        }

        private void loseOrConnect() {
            if (!connected) {
                connect();
            } else if (random.nextInt(3) == 0) {
                connected = false;
                ready = false;
                upstream.drop();
            }
        }

        private void connect() {
            connected = true;
            upstream.connect();
        }

        /** The upstream sends elements of any kind, also late ones that nobody is subscribed to any more. */
        private void data() {
            if (!connected) {
                return;
            }
            List<String> elements = new ArrayList<>();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                String type = TYPES[random.nextInt(TYPES.length)];
                String symbol = SYMBOLS[random.nextInt(SYMBOLS.length)];
                String element = "{\"T\":\"" + type + "\",\"S\":\"" + symbol + "\",\"n\":" + number++ + "}";
                elements.add(element);
                clients.forEach((slot, client) -> {
                    if (ready && client.wants(type, symbol)) {
                        expectedData
                                .computeIfAbsent(slot, key -> new ArrayList<>())
                                .add(element);
                    }
                });
            }
            session.receive(Requests.frame(elements.toArray(String[]::new)));
        }

        /** Goes through what the session did in this step. */
        private void check() {
            Map<Integer, List<String>> receivedData = new TreeMap<>();
            List<PortCall> calls = session.port().calls();
            for (PortCall call : calls.subList(seen, calls.size())) {
                if (call instanceof PortCall.Delivered delivered) {
                    check(delivered, receivedData);
                } else if (call instanceof PortCall.Told told) {
                    LoneClient client = clients.get(told.slot());
                    client.told(told.event(), heldByOthers(told), this::mayBeRefused);
                } else if (call instanceof PortCall.Ready) {
                    ready = true;
                } else {
                    assertThat(call).isInstanceOfAny(PortCall.Sent.class, PortCall.Opened.class);
                }
            }
            seen = calls.size();
            assertThat(receivedData).isEqualTo(expectedData);
            expectedData.clear();
        }

        private void check(PortCall.Delivered delivered, Map<Integer, List<String>> receivedData) {
            String text = delivered.type() == FrameType.TEXT ? delivered.text() : Requests.json(delivered.text());
            List<String> elements =
                    ELEMENT.matcher(text).results().map(MatchResult::group).toList();
            for (int slot : delivered.slots()) {
                assertThat(clients).as("delivered to nobody: %s", delivered).containsKey(slot);
                assertThat(delivered.type() == FrameType.BINARY).isEqualTo(msgpack.contains(slot));
                if (elements.isEmpty()) {
                    clients.get(slot).received(text, this::mayBeRefused);
                } else {
                    assertThat(text).isEqualTo(Requests.frame(elements.toArray(String[]::new)));
                    receivedData.computeIfAbsent(slot, key -> new ArrayList<>()).addAll(elements);
                }
            }
        }

        /** Only what the upstream would refuse to a client alone, or what would pass the limit that all share. */
        private boolean mayBeRefused(LoneClient.Due due) {
            boolean bad = due.change().values().stream().anyMatch(symbols -> symbols.contains(BAD));
            Set<String> limited = new HashSet<>();
            for (String channel : List.of("trades", "quotes")) {
                clients.values().forEach(client -> limited.addAll(client.symbols(channel)));
                limited.addAll(due.change().getOrDefault(channel, Set.of()));
            }
            return due.add() && (bad || limited.size() > limit);
        }

        private Set<String> heldByOthers(PortCall.Told told) {
            Set<String> held = new HashSet<>();
            if (told.event() instanceof SubscriptionChanged) {
                clients.forEach((slot, client) -> {
                    for (String channel : CHANNELS) {
                        if (slot != told.slot()) {
                            held.addAll(client.symbols(channel));
                        }
                    }
                });
            }
            return held;
        }

        private void settle() {
            if (!connected) {
                connect();
            }
            for (int i = 0; i < 3; i++) {
                upstream.answerAll();
                pass(1100);
            }
            check();
            assertThat(clients)
                    .allSatisfy((slot, client) -> assertThat(client.isSettled())
                            .as("everything is answered")
                            .isTrue());
            for (String channel : CHANNELS) {
                Set<String> union = new TreeSet<>();
                clients.values().forEach(client -> union.addAll(client.symbols(channel)));
                assertThat(upstream.state().get(channel)).as(channel).isEqualTo(union);
            }
        }

        private String channel() {
            return CHANNELS[random.nextInt(CHANNELS.length)];
        }

        private Set<String> symbols() {
            Set<String> symbols = new TreeSet<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                int any = random.nextInt(40);
                symbols.add(any == 0 ? BAD : any < 4 ? "*" : SYMBOLS[any % SYMBOLS.length]);
            }
            return symbols;
        }

        private int slotOf(LoneClient client) {
            return clients.entrySet().stream()
                    .filter(entry -> entry.getValue() == client)
                    .findFirst()
                    .orElseThrow()
                    .getKey();
        }
    }
}
