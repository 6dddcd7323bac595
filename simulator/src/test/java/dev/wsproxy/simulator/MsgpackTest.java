// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import tools.jackson.databind.JsonNode;

class MsgpackTest {
    private static final String INVALID_SYNTAX = "{\"T\":\"error\",\"code\":400,\"msg\":\"invalid syntax\"}";
    private static final String STATE_OF_SPY_BARS = "{\"T\":\"subscription\",\"trades\":[],\"quotes\":[],"
            + "\"bars\":[\"SPY\"],\"updatedBars\":[],\"dailyBars\":[],\"statuses\":[],\"lulds\":[],"
            + "\"corrections\":[],\"cancelErrors\":[]}";

    @RegisterExtension
    private final Harness harness = new Harness();

    @Test
    void writesTradesAsTheRealServiceDoes() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"trades\":[\"AAPL\"]");

        Instant before = Instant.now();
        simulator.publishTrades("AAPL", 1);

        Map<Value, Value> trade = client.msgpack().get(0);
        assertThat(names(trade)).containsExactly("T", "S", "i", "x", "p", "s", "c", "z", "t", "r");
        assertThat(member(trade, "T")).hasToString("t");
        assertThat(member(trade, "S")).hasToString("AAPL");
        assertThat(member(trade, "i").asIntegerValue().toLong()).isEqualTo(1);
        assertThat(member(trade, "s").isIntegerValue()).isTrue();
        assertThat(member(trade, "p").asFloatValue().toDouble()).isBetween(100.0, 500.0);
        assertThat(member(trade, "c").toJson()).isEqualTo("[\"@\"]");
        assertThat(member(trade, "t").asTimestampValue().toInstant()).isBetween(before, Instant.now());
        assertThat(member(trade, "r").isTimestampValue()).isTrue();
    }

    @Test
    void tellsBothEncodingsTheSame() throws Exception {
        Simulator simulator = harness.simulator(options -> options.connectionLimit(2));
        TestClient binary = subscribed(simulator, "\"quotes\":[\"MSFT\"],\"bars\":[\"MSFT\"]");
        TestClient text = harness.connect(simulator).authenticated();
        text.send("{\"action\":\"subscribe\",\"quotes\":[\"MSFT\"],\"bars\":[\"MSFT\"]}");
        text.next();

        simulator.publish(Channel.QUOTES, "MSFT", 1);
        simulator.publish(Channel.BARS, "MSFT", 1);

        Map<Value, Value> quote = binary.msgpack().get(0);
        assertThat(names(quote)).containsExactly("T", "S", "bx", "bp", "bs", "ax", "ap", "as", "c", "z", "t", "r");
        quote.remove(ValueFactory.newString("r"));
        assertSame(quote, text.messages().get(0));
        Map<Value, Value> bar = binary.msgpack().get(0);
        assertThat(member(bar, "v").isIntegerValue()).isTrue();
        assertSame(bar, text.messages().get(0));
    }

    private static void assertSame(Map<Value, Value> msgpack, JsonNode json) {
        assertThat(names(msgpack)).isEqualTo(List.copyOf(json.propertyNames()));
        msgpack.forEach((name, value) -> {
            JsonNode other = json.get(name.toString());
            if (value.isTimestampValue()) {
                assertThat(Instant.parse(other.stringValue()))
                        .isEqualTo(value.asTimestampValue().toInstant());
            } else if (value.isNumberValue()) {
                assertThat(other.doubleValue()).isEqualTo(value.asNumberValue().toDouble());
            } else {
                assertThat(other.toString()).isEqualTo(value.toJson());
            }
        });
    }

    @Test
    void putsManyMessagesIntoOneFrameWhenBatching() throws Exception {
        Simulator simulator = harness.simulator(options -> options.batchSize(40).rate(5_000));
        TestClient client = subscribed(simulator, "\"trades\":[\"*\"],\"quotes\":[\"*\"]");
        client.msgpack();

        for (int i = 0; i < 5; i++) {
            assertThat(client.msgpack())
                    .hasSize(40)
                    .allMatch(element -> names(element).get(0).equals("T"));
        }
    }

    @Test
    void understandsARequestInFragmentsOfWhichTheLastIsEmpty() throws Exception {
        TestClient client =
                harness.connectMsgpack(harness.simulator(), Feed.IEX).authenticatedInMsgpack();

        client.sendMsgpack("{\"action\":\"subscribe\",\"bars\":[\"SPY\"]}", 7);

        client.expectMsgpack(STATE_OF_SPY_BARS);
    }

    @Test
    void acceptsFiveThousandSymbolsInFragments() throws Exception {
        TestClient client =
                harness.connectMsgpack(harness.simulator(), Feed.IEX).authenticatedInMsgpack();
        String symbols =
                IntStream.range(10_000, 15_000).mapToObj(i -> "\"S" + i + "\"").collect(Collectors.joining(","));

        client.sendMsgpack("{\"trades\":null,\"bars\":[" + symbols + "],\"action\":\"subscribe\"}", 10_000);

        assertThat(member(client.msgpack().get(0), "bars").toJson()).isEqualTo("[" + symbols + "]");
    }

    @Test
    void understandsRequestsInTheOtherEncoding() throws Exception {
        Simulator simulator = harness.simulator(options -> options.connectionLimit(2));
        TestClient binary = harness.connectMsgpack(simulator, Feed.IEX).authenticatedInMsgpack();
        TestClient text = harness.connect(simulator).authenticated();

        binary.send("{\"action\":\"subscribe\",\"bars\":[\"SPY\"]}");
        text.sendMsgpack("{\"action\":\"subscribe\",\"bars\":[\"SPY\"]}");

        binary.expectMsgpack(STATE_OF_SPY_BARS);
        text.expect("[" + STATE_OF_SPY_BARS + "]");
    }

    @Test
    void answersAMalformedMessageWithAnErrorAndGoesOn() throws Exception {
        TestClient client =
                harness.connectMsgpack(harness.simulator(), Feed.IEX).authenticatedInMsgpack();

        client.sendBinary(new byte[] {});
        client.expectMsgpack(INVALID_SYNTAX);
        client.sendBinary(new byte[] {(byte) 0xc1});
        client.expectMsgpack(INVALID_SYNTAX);
        client.sendBinary(new byte[] {(byte) 0x82, (byte) 0xa1, 'x'});
        client.expectMsgpack(INVALID_SYNTAX);
        client.sendMsgpack("{\"action\":\"subscribe\",\"ticks\":[\"SPY\"]}");
        client.expectMsgpack(INVALID_SYNTAX);
        client.sendMsgpack("[1]");
        client.expectMsgpack(INVALID_SYNTAX);
        client.sendMsgpack("{\"action\":\"subscribe\",\"bars\":[\"SPY\"]}");
        client.expectMsgpack(STATE_OF_SPY_BARS);
    }

    @Test
    void publishesAFrameInTheEncodingOfEachClient() throws Exception {
        Simulator simulator = harness.simulator(options -> options.connectionLimit(2));
        TestClient binary = harness.connectMsgpack(simulator, Feed.IEX).authenticatedInMsgpack();
        TestClient text = harness.connect(simulator).authenticated();

        simulator.publishFrame(Feed.IEX, "[{\"T\":\"new\", \"n\":-1,\"f\":1.5,\"b\":true,\"e\":null}]");

        text.expect("[{\"T\":\"new\", \"n\":-1,\"f\":1.5,\"b\":true,\"e\":null}]");
        binary.expectMsgpack("{\"T\":\"new\",\"n\":-1,\"f\":1.5,\"b\":true,\"e\":null}");
    }

    private TestClient subscribed(Simulator simulator, String channels) throws Exception {
        TestClient client = harness.connectMsgpack(simulator, Feed.IEX).authenticatedInMsgpack();
        client.sendMsgpack("{\"action\":\"subscribe\"," + channels + "}");
        assertThat(member(client.msgpack().get(0), "T")).hasToString("subscription");
        return client;
    }

    private static List<String> names(Map<Value, Value> element) {
        return element.keySet().stream().map(Value::toString).toList();
    }

    private static Value member(Map<Value, Value> element, String name) {
        return element.get(ValueFactory.newString(name));
    }
}
