// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static dev.wsproxy.protocol.alpaca.Requests.frame;
import static dev.wsproxy.protocol.alpaca.Requests.subscribe;
import static dev.wsproxy.protocol.alpaca.Requests.trade;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.PortCall;
import dev.wsproxy.testkit.SessionHarness;
import dev.wsproxy.transport.ClientEvent;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the upstream should not send: counted, told in few and short words, never more than the memory can hold. */
class SessionGarbageTest {
    private static final String NOT_TEXT = "[{\"T\":\"t\",\"S\":\"AAPL\",\"x\":\"\u00ff\"}]";

    private final SessionHarness session = new SessionHarness(new AlpacaProtocol(), Requests.withCredentials());
    private final FakeAlpaca upstream = new FakeAlpaca(session);

    @BeforeEach
    void establish() {
        session.join(Requests.withCredentials());
        upstream.establish();
        session.send(0, subscribe("trades", "AAPL"));
        upstream.answerAll();
        session.port().clear();
    }

    private String lastReason() {
        List<ClientEvent> events = session.port().events(0);
        return ((ClientEvent.ErrorReported) events.get(events.size() - 1))
                .failure()
                .reason();
    }

    private long counted() {
        return session.port().of(PortCall.Malformed.class).count();
    }

    @Test
    void countsEachMessage() {
        session.receive("rubbish");
        session.receive(frame("{}", "{}", "{}"));
        session.receive(frame(trade("AAPL", 1)));
        session.receive(FrameType.BINARY, NOT_TEXT.getBytes(ISO_8859_1));
        assertThat(counted()).isEqualTo(3);
    }

    @Test
    void tellsOfOneOfAMillionWrongElements() {
        session.receive("[" + "{},".repeat(999_999) + "{}]");
        assertThat(counted()).isEqualTo(1);
        session.pass(Duration.ofSeconds(10));
        session.receive("rubbish");
        assertThat(lastReason()).doesNotContain("more since the last report");
    }

    @Test
    void takesTextInBinaryFramesIfItIsText() {
        session.receive(FrameType.BINARY, frame(trade("AAPL", 1)).getBytes(UTF_8));
        session.receive(FrameType.BINARY, NOT_TEXT.getBytes(ISO_8859_1));
        assertThat(session.port().received(0)).containsExactly(frame(trade("AAPL", 1)));
        assertThat(lastReason()).contains("a binary message that is not text");
    }

    @Test
    void reportsAFewErrorsThatAnswerNothing() {
        String element = "{\"T\":\"error\",\"code\":477,\"msg\":\"line\\nfeed" + "x".repeat(10_000) + "\"}";
        session.receive("[" + (element + ",").repeat(99) + element + "]");
        session.receive("[" + element + "]");
        assertThat(session.port().events(0)).hasSize(ErrorReports.MOST_REFUSALS);
        assertThat(lastReason()).contains("line feed").hasSizeLessThan(400);
        session.pass(Duration.ofSeconds(10));
        session.receive("[" + element + "]");
        assertThat(session.port().events(0)).hasSize(ErrorReports.MOST_REFUSALS + 1);
    }

    @Test
    void readsAHundredControlMessagesInOne() {
        String element = "{\"T\":\"success\",\"msg\":\"authenticated\"}";
        session.receive("[" + (element + ",").repeat(99) + element + "]");
        assertThat(counted()).isZero();
        session.receive("[" + (element + ",").repeat(100) + element + "]");
        assertThat(counted()).isEqualTo(1);
        assertThat(lastReason()).contains("more than 100 control messages");
    }

    @Test
    void quotesNoLongWords() {
        session.receive("[{\"T\":\"success\",\"msg\":\"" + "x".repeat(10_000) + "\"}]");
        assertThat(lastReason()).hasSizeLessThan(400);
        session.pass(Duration.ofSeconds(10));
        session.receive("[{\"T\":\"" + "x".repeat(10_000) + "\"}]");
        assertThat(lastReason()).hasSizeLessThan(400);
    }

    @Test
    void readsNoControlMessageOfMoreThanAMegabyte() {
        session.receive("[{\"T\":\"subscription\",\"trades\":[" + "\"A\",".repeat(300_000) + "\"A\"]}]");
        assertThat(counted()).isEqualTo(1);
    }

    @Test
    void obeysNothingThatFollowsItsEnd() {
        String end = "{\"T\":\"error\",\"code\":402,\"msg\":\"auth failed\"}";
        session.receive("[" + end + "," + end + "]");
        assertThat(session.port().of(PortCall.Failed.class)).hasSize(1);
    }

    @Test
    void convertsNothingThatGrowsWithoutBound() {
        byte[] nils = new byte[5 + (8 << 20)];
        Arrays.fill(nils, (byte) 0xc0);
        ByteBuffer bomb = ByteBuffer.wrap(nils).put((byte) 0xdd).putInt(8 << 20).rewind();
        assertThatThrownBy(() -> MsgpackToJson.convert(bomb)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsNoMoreBooksThanAnyFeedHas() {
        Feed crypto = Feed.of(URI.create("wss://stream.data.alpaca.markets/v1beta3/crypto/us"))
                .orElseThrow();
        OrderBooks books = new OrderBooks(crypto);
        ChannelSet all = new ChannelSet(crypto);
        all.add(crypto.orderBooks().orElseThrow(), Routes.ALL_SYMBOLS);
        for (int i = 0; i < OrderBooks.MOST_BOOKS + 10; i++) {
            update(books, i, "{\"p\":1,\"s\":1}");
        }
        assertThat(books.messages(all)).hasSize(OrderBooks.MOST_BOOKS);
        books.clear();
        StringBuilder levels = new StringBuilder("{\"p\":1,\"s\":1}");
        for (int i = 2; i <= OrderBook.MOST_LEVELS; i++) {
            levels.append(",{\"p\":").append(i).append(",\"s\":1}");
        }
        for (int i = 0; i < 6; i++) {
            update(books, i, levels);
        }
        assertThat(books.messages(all)).hasSize(OrderBooks.MOST_LEVELS / OrderBook.MOST_LEVELS);
    }

    private static void update(OrderBooks books, int symbol, CharSequence bids) {
        byte[] message =
                ("{\"T\":\"o\",\"S\":\"S" + symbol + "\",\"b\":[" + bids + "],\"a\":[],\"r\":true}").getBytes(UTF_8);
        books.update(message, 0, message.length);
    }
}
