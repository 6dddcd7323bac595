// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;

class OptionsTest {
    private static final String CALL = "AAPL261218C00230000";
    private static final String PUT = "AAPL261218P00230000";
    private static final String NO_STAR =
            "{\"T\":\"error\",\"code\":413,\"msg\":\"star subscription is not allowed for option quotes\"}";

    @RegisterExtension
    private final Harness harness = new Harness();

    @ParameterizedTest
    @EnumSource(names = {"INDICATIVE", "OPRA"})
    void speaksMsgpackOnly(Feed feed) throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = harness.connect(simulator, feed);

        client.expect("[{\"T\":\"success\",\"msg\":\"connected\"}]");
        client.send("{\"action\":\"auth\",\"key\":\"demo-key\",\"secret\":\"demo-secret\"}");
        client.expect(
                "[{\"T\":\"error\",\"code\":412,\"msg\":\"option messages are only available in MsgPack format\"}]");
        assertThat(simulator.stats().refusalsByCode()).containsEntry(412, 1L);
    }

    @Test
    void writesTradesAndQuotesAsTheRealServiceDoes() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"trades\":[\"*\"],\"quotes\":[\"" + PUT + "\"]");

        simulator.publishTrades(CALL, 1);
        simulator.publish(Channel.QUOTES, CALL, 1);
        simulator.publish(Channel.QUOTES, PUT, 1);

        Map<Value, Value> trade = client.msgpack().get(0);
        assertThat(trade.keySet()).extracting(Value::toString).containsExactly("T", "S", "t", "p", "s", "x", "c", "r");
        assertThat(member(trade, "S")).hasToString(CALL);
        assertThat(member(trade, "t").isTimestampValue()).isTrue();
        assertThat(member(trade, "s").isIntegerValue()).isTrue();
        assertThat(member(trade, "c").isStringValue()).isTrue();
        Map<Value, Value> quote = client.msgpack().get(0);
        assertThat(quote.keySet())
                .extracting(Value::toString)
                .containsExactly("T", "S", "t", "bx", "bp", "bs", "ax", "ap", "as", "c", "r");
        assertThat(member(quote, "S")).hasToString(PUT);
        assertThat(member(quote, "bp").asFloatValue().toDouble())
                .isLessThan(member(quote, "ap").asFloatValue().toDouble());
    }

    @Test
    void countsTheTradesOfEachContractInTheirSizes() throws Exception {
        Simulator simulator = harness.simulator();
        TestClient client = subscribed(simulator, "\"trades\":[\"" + CALL + "\"]");

        assertThat(simulator.publishTrades(CALL, 3)).isEqualTo(3);

        for (long i = 1; i <= 3; i++) {
            assertThat(member(client.msgpack().get(0), "s").asIntegerValue().toLong())
                    .isEqualTo(i);
        }
    }

    @Test
    void allowsEverySymbolForTradesButNotForQuotes() throws Exception {
        TestClient client = subscribed(harness.simulator(), "\"trades\":[\"*\"]");

        client.sendMsgpack("{\"action\":\"subscribe\",\"quotes\":[\"" + CALL + "\",\"*\"]}");
        client.expectMsgpack(NO_STAR);
        client.sendMsgpack("{\"action\":\"subscribe\",\"quotes\":[\"" + CALL + "\"]}");
        client.expectMsgpack("{\"T\":\"subscription\",\"trades\":[\"*\"],\"quotes\":[\"" + CALL + "\"]}");
    }

    private TestClient subscribed(Simulator simulator, String channels) throws Exception {
        TestClient client = harness.connectMsgpack(simulator, Feed.OPRA).authenticatedInMsgpack();
        client.sendMsgpack("{\"action\":\"subscribe\"," + channels + "}");
        assertThat(member(client.msgpack().get(0), "T")).hasToString("subscription");
        return client;
    }

    private static Value member(Map<Value, Value> element, String name) {
        return element.get(ValueFactory.newString(name));
    }
}
