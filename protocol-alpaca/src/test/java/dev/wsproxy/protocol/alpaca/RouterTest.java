// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.Requests.element;
import static dev.wsproxy.protocol.alpaca.Requests.frame;
import static dev.wsproxy.protocol.alpaca.Requests.trade;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.PortCall;
import dev.wsproxy.testkit.PortCall.Delivered;
import dev.wsproxy.testkit.RecordingSessionPort;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RouterTest implements Router.Control {
    private static final Feed FEED = Feed.of(URI.create(Requests.URL)).orElseThrow();

    private final Routes routes = new Routes(FEED);
    private final RecordingSessionPort port = new RecordingSessionPort();
    private final Router router =
            new Router(FEED, routes, new Delivery(port, Dialect.of(FEED)), new OrderBooks(FEED), this);
    private final List<String> controls = new ArrayList<>();
    private final List<String> unroutable = new ArrayList<>();

    @BeforeEach
    void flow() {
        router.flowing(true);
    }

    @Override
    public void control(byte[] bytes, int start, int end) {
        controls.add(new String(bytes, start, end - start, UTF_8));
    }

    @Override
    public void unroutable(String what) {
        unroutable.add(what);
    }

    private void subscribe(String channel, String symbol, int... slots) {
        for (int slot : slots) {
            routes.add(FEED.channel(channel).orElseThrow(), symbol, slot);
        }
    }

    private void route(String message) {
        router.route(ByteBuffer.wrap(message.getBytes(UTF_8)).asReadOnlyBuffer());
    }

    private List<PortCall> delivered() {
        return port.calls();
    }

    private static Delivered to(String message, Integer... slots) {
        return new Delivered(FrameType.TEXT, message, Set.of(slots));
    }

    @Test
    void deliversAMessageForOneSetOfClientsAsItCame() {
        subscribe("trades", "AAPL", 0, 1);
        subscribe("trades", "MSFT", 0, 1);
        String message = " [ " + trade("AAPL", 1) + " , " + trade("MSFT", 2) + " ] ";
        route(message);
        assertThat(delivered()).containsExactly(to(message, 0, 1));
    }

    @Test
    void cutsAMixedMessageIntoRunsAndKeepsTheBytesOfTheElements() {
        subscribe("trades", "AAPL", 0);
        subscribe("trades", "MSFT", 1);
        subscribe("quotes", "AAPL", 0);
        String strange = "{ \"T\" : \"q\", \"S\":\"AAPL\",\"new\":[1, {\"x\" : 1.50}] }";
        route("[" + trade("AAPL", 1) + "," + strange + ",\n" + trade("MSFT", 2) + "," + trade("AAPL", 3) + "]");
        assertThat(delivered())
                .containsExactly(
                        to("[" + trade("AAPL", 1) + "," + strange + "]", 0),
                        to(frame(trade("MSFT", 2)), 1),
                        to(frame(trade("AAPL", 3)), 0));
    }

    @Test
    void leavesOutWhatNobodyWants() {
        subscribe("trades", "AAPL", 0);
        route(frame(trade("GOOG", 1), trade("AAPL", 2), trade("AAPL", 3), element("q", "AAPL")));
        assertThat(delivered()).containsExactly(to(frame(trade("AAPL", 2), trade("AAPL", 3)), 0));
    }

    @Test
    void sendsEveryTypeToItsChannel() {
        String types = "tqbudslcxi";
        List<String> channels = FakeAlpaca.CHANNELS;
        for (int i = 0; i < channels.size(); i++) {
            if (!FEED.channel(channels.get(i)).orElseThrow().isMirror()) {
                subscribe(channels.get(i), "AAPL", i);
            }
        }
        for (int i = 0; i < channels.size(); i++) {
            port.clear();
            String message = frame(element(types.substring(i, i + 1), "AAPL"));
            route(message);
            int receiver = FEED.channel(channels.get(i)).orElseThrow().source();
            assertThat(delivered()).as(channels.get(i)).containsExactly(to(message, receiver));
        }
    }

    @Test
    void mergesElementsWhoseRecipientsAreEqualForDifferentReasons() {
        subscribe("trades", "AAPL", 3);
        subscribe("quotes", "*", 3);
        String message = frame(trade("AAPL", 1), element("q", "MSFT"));
        route(message);
        assertThat(delivered()).containsExactly(to(message, 3));
    }

    @Test
    void sendsAnUnknownTypeToWhoeverSubscribedToItsSymbol() {
        subscribe("trades", "AAPL", 0);
        subscribe("bars", "AAPL", 1);
        subscribe("bars", "MSFT", 2);
        String message = frame(element("zz", "AAPL"));
        route(message);
        assertThat(delivered()).containsExactly(to(message, 0, 1));
        assertThat(unroutable).isEmpty();
    }

    @Test
    void findsASymbolThatIsWrittenWithEscapes() {
        subscribe("trades", "BTC/USD", 0);
        String message = "[{\"T\":\"t\",\"S\":\"BTC\\/USD\"}]";
        route(message);
        assertThat(delivered()).containsExactly(to(message, 0));
    }

    @Test
    void reachesSlotsBeyondTheFirstWord() {
        subscribe("trades", "AAPL", 0, 63, 64, 200);
        String message = frame(trade("AAPL", 1));
        route(message);
        assertThat(delivered()).containsExactly(to(message, 0, 63, 64, 200));
    }

    @Test
    void handsControlMessagesOverAndDeliversNoneOfThem() {
        subscribe("trades", "*", 0);
        String error = "{\"T\":\"error\",\"code\":407,\"msg\":\"slow client\"}";
        route(frame(trade("AAPL", 1), error, trade("AAPL", 2)));
        route("[{\"T\":\"subscription\"}]");
        route("[{\"msg\":\"connected\",\"T\":\"success\"}]");
        assertThat(controls)
                .containsExactly(error, "{\"T\":\"subscription\"}", "{\"msg\":\"connected\",\"T\":\"success\"}");
        assertThat(delivered()).containsExactly(to(frame(trade("AAPL", 1)), 0), to(frame(trade("AAPL", 2)), 0));
    }

    @Test
    void reportsAnElementWithoutSymbolAndDeliversTheOthers() {
        subscribe("trades", "AAPL", 0);
        route(frame(trade("AAPL", 1), "{\"T\":\"h\"}", trade("AAPL", 2)));
        assertThat(unroutable).containsExactly("an element of type \"h\" that names no symbol");
        assertThat(delivered()).containsExactly(to(frame(trade("AAPL", 1)), 0), to(frame(trade("AAPL", 2)), 0));
    }

    @Test
    void deliversWhatComesBeforeTheDamageAndReportsIt() {
        subscribe("trades", "AAPL", 0);
        String good = "[" + trade("AAPL", 1);
        route(good + ",{\"T\":\"t\",\"S\":\"AAPL\"");
        assertThat(delivered()).containsExactly(to(frame(trade("AAPL", 1)), 0));
        assertThat(unroutable).singleElement().asString().startsWith("a message that is not a JSON array of objects");
    }

    @Test
    void dropsDataWhileItDoesNotFlow() {
        subscribe("trades", "*", 0);
        router.flowing(false);
        route(frame(trade("AAPL", 1)));
        assertThat(delivered()).isEmpty();
    }

    @Test
    void takesMessagesOfAnyLength() {
        subscribe("trades", "A", 0);
        subscribe("trades", "B", 1);
        for (int length : new int[] {4095, 4096, 4097, 70_000, 1_000_000}) {
            port.clear();
            String first = element("t", "A");
            String rest = "{\"T\":\"t\",\"S\":\"B\",\"pad\":\"" + "x".repeat(length) + "\"}";
            String padded =
                    rest.substring(0, rest.length() - (first.length() + rest.length() + 3 - length) - 2) + "\"}";
            assertThat(frame(first, padded)).hasSize(length);
            route(frame(first, padded));
            assertThat(delivered()).containsExactly(to(frame(first), 0), to(frame(padded), 1));
        }
    }
}
