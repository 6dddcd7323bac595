// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static dev.wsproxy.itests.Sequences.assertContiguous;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.FrameType;
import dev.wsproxy.client.ClientListener;
import dev.wsproxy.client.Connection;
import dev.wsproxy.client.Message;
import dev.wsproxy.client.OpenOptions;
import dev.wsproxy.client.ProxyClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.Value;
import org.msgpack.value.ValueType;

/** Clients that speak JSON and clients that speak msgpack share one connection. */
@Timeout(120)
class EncodingIT {
    @Test
    void givesEachClientItsOwn() throws Exception {
        try (Upstream upstream = Upstream.start(1_000);
                Playground playground = Playground.open()) {
            Recorder json = new Recorder();
            MsgpackRecorder msgpack = new MsgpackRecorder();
            ProxyClient one =
                    playground.keep(playground.client("json").listener(json).connect());
            ProxyClient other = playground.keep(
                    playground.client("msgpack").listener(msgpack).connect());
            Connection text = one.open(upstream.open());
            Connection binary = other.open(OpenOptions.url(upstream.url())
                    .credentials(Upstream.CREDENTIALS)
                    .header("Content-Type", "application/msgpack")
                    .build());
            assertThat(binary.id()).isEqualTo(text.id());
            text.subscribe("trades", "AAPL");
            binary.subscribe("trades", "AAPL", "MSFT");
            await().atMost(Playground.DEADLINE)
                    .untilAsserted(() -> assertThat(List.of(
                                    json.count("AAPL"), msgpack.numbers("AAPL").size()))
                            .allMatch(count -> count > 100));
            assertContiguous(json.trades("AAPL"));
            assertContiguous(msgpack.numbers("AAPL"));
            assertContiguous(msgpack.numbers("MSFT"));
            assertThat(json.symbols()).containsExactly("AAPL");
            assertThat(msgpack.texts()).isEmpty();
            assertThat(upstream.simulator().stats().connectionsOpened()).isEqualTo(1);
        }
    }

    /** Keeps the trades of binary messages, and whatever came as text. */
    private static final class MsgpackRecorder implements ClientListener {
        private record Trade(String symbol, long number) {}

        private final Queue<Trade> trades = new ConcurrentLinkedQueue<>();
        private final Queue<String> texts = new ConcurrentLinkedQueue<>();

        @Override
        public void onMessage(Connection connection, Message message) {
            if (message.type() == FrameType.TEXT) {
                texts.add(message.text());
                return;
            }
            byte[] bytes = new byte[message.data().remaining()];
            message.data().get(bytes);
            try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
                unpacker.unpackValue().asArrayValue().forEach(this::element);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void element(Value element) {
            Value[] members = element.asMapValue().getKeyValueArray();
            assertThat(members[0]).hasToString("T");
            if (members[1].toString().equals("t")) {
                assertThat(members[members.length - 1].getValueType()).isEqualTo(ValueType.EXTENSION);
                trades.add(new Trade(
                        members[3].toString(), members[5].asIntegerValue().toLong()));
            }
        }

        List<Long> numbers(String symbol) {
            return trades.stream()
                    .filter(trade -> trade.symbol().equals(symbol))
                    .map(Trade::number)
                    .toList();
        }

        List<String> texts() {
            return List.copyOf(texts);
        }
    }
}
