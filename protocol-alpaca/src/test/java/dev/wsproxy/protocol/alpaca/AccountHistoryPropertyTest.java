// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.PortCall;
import dev.wsproxy.testkit.SessionHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * For random histories of joins, requests, leaves, losses and updates, every listener sees what it would see if it were
 * alone, the upstream is asked one thing at a time, and in the end it sends exactly the union.
 */
class AccountHistoryPropertyTest {
    @Property(tries = 400)
    void everyListenerIsAloneOnTheWire(@ForAll long seed) {
        new History(new Random(seed)).run(150);
    }

    private static final class History {
        private static final String[] STREAMS = {FakeAccount.UPDATES, FakeAccount.OTHER, "unheard_of"};
        private static final int MOST_CLIENTS = 5;

        private final Random random;
        private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), FakeAccount.request());
        private final FakeAccount upstream = new FakeAccount(session);
        private final Map<Integer, LoneListener> clients = new TreeMap<>();
        private final Set<Integer> msgpack = new HashSet<>();
        private final Map<Integer, List<String>> expectedData = new TreeMap<>();
        private boolean connected;
        private boolean ready;
        private int seen;
        private int number;

        History(Random random) {
            this.random = random;
            join();
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
            switch (random.nextInt(16)) {
                case 0 -> join();
                case 1 -> leave();
                case 2, 3, 4 -> listen();
                case 5, 6 -> library();
                case 7, 8, 9 -> upstream.answerOne();
                case 10 -> loseOrConnect();
                case 11 -> session.pass(Duration.ofMillis(random.nextInt(1500)));
                default -> data();
            }
        }

        private void join() {
            if (clients.size() == MOST_CLIENTS) {
                return;
            }
            boolean binary = random.nextBoolean();
            int slot = 0;
            while (clients.containsKey(slot)) {
                slot++;
            }
            clients.put(slot, new LoneListener(FakeAccount.AUTHORIZED));
            msgpack.remove(slot);
            if (binary) {
                msgpack.add(slot);
            }
            session.join(binary ? Requests.inMsgpack(FakeAccount.request()) : FakeAccount.request());
        }

        private void leave() {
            int slot = random.nextInt(MOST_CLIENTS);
            if (clients.remove(slot) != null) {
                session.leave(slot);
            }
        }

        private void listen() {
            int slot = random.nextInt(MOST_CLIENTS);
            LoneListener client = clients.get(slot);
            if (client == null) {
                return;
            }
            Set<String> streams = new TreeSet<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                streams.add(STREAMS[random.nextInt(STREAMS.length)]);
            }
            client.replaces(available(streams));
            String message = FakeAccount.listen(streams);
            if (msgpack.contains(slot)) {
                session.send(slot, FrameType.BINARY, Requests.msgpack(message));
            } else {
                session.send(slot, message);
            }
        }

        private void library() {
            int slot = random.nextInt(MOST_CLIENTS);
            LoneListener client = clients.get(slot);
            if (client == null) {
                return;
            }
            String stream = STREAMS[random.nextInt(STREAMS.length)];
            if (random.nextBoolean()) {
                client.adds(available(Set.of(stream)), session.subscribe(slot, stream, "*"));
            } else {
                client.removes(Set.of(stream), session.unsubscribe(slot, stream, "*"));
            }
        }

        private static Set<String> available(Set<String> streams) {
            Set<String> available = new TreeSet<>(streams);
            available.remove("unheard_of");
            return available;
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

        /** The upstream tells something, also of streams that nobody listens to any more. */
        private void data() {
            if (!connected) {
                return;
            }
            String stream = STREAMS[random.nextInt(STREAMS.length)];
            String update = FakeAccount.update(stream, number++).replace("1.50", "1.5");
            clients.forEach((slot, client) -> {
                if (ready && client.streams().contains(stream)) {
                    expectedData.computeIfAbsent(slot, key -> new ArrayList<>()).add(update);
                }
            });
            upstream.send(update);
        }

        /** Goes through what the session did in this step. */
        private void check() {
            Map<Integer, List<String>> receivedData = new TreeMap<>();
            List<PortCall> calls = session.port().calls();
            for (PortCall call : calls.subList(seen, calls.size())) {
                if (call instanceof PortCall.Delivered delivered) {
                    check(delivered, receivedData);
                } else if (call instanceof PortCall.Told told) {
                    clients.get(told.slot()).told(told.event());
                } else if (call instanceof PortCall.Ready) {
                    ready = true;
                }
                assertThat(call).isNotInstanceOfAny(PortCall.Refused.class, PortCall.Failed.class);
            }
            seen = calls.size();
            assertThat(receivedData).isEqualTo(expectedData);
            expectedData.clear();
        }

        private void check(PortCall.Delivered delivered, Map<Integer, List<String>> receivedData) {
            assertThat(delivered.type()).isEqualTo(FrameType.BINARY);
            for (int slot : delivered.slots()) {
                assertThat(clients).as("delivered to nobody: %s", delivered).containsKey(slot);
                String text = msgpack.contains(slot) ? Requests.json(delivered.text()) : delivered.text();
                if (text.contains("\"event\"")) {
                    receivedData.computeIfAbsent(slot, key -> new ArrayList<>()).add(text);
                } else {
                    clients.get(slot).received(text);
                }
            }
        }

        private void settle() {
            if (!connected) {
                connect();
            }
            for (int i = 0; i < 3; i++) {
                upstream.answerAll();
                session.pass(Duration.ofMillis(1100));
            }
            check();
            Set<String> union = new TreeSet<>();
            clients.forEach((slot, client) -> {
                assertThat(client.isSettled()).as("everything is answered").isTrue();
                union.addAll(client.streams());
            });
            assertThat(upstream.held()).isEqualTo(union);
        }
    }
}
