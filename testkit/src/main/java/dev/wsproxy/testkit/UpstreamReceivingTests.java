// SPDX-License-Identifier: MIT
package dev.wsproxy.testkit;

import static dev.wsproxy.testkit.websocket.RawFrame.BINARY;
import static dev.wsproxy.testkit.websocket.RawFrame.CONTINUATION;
import static dev.wsproxy.testkit.websocket.RawFrame.FIN;
import static dev.wsproxy.testkit.websocket.RawFrame.PING;
import static dev.wsproxy.testkit.websocket.RawFrame.PONG;
import static dev.wsproxy.testkit.websocket.RawFrame.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wsproxy.ErrorCode;
import dev.wsproxy.FrameType;
import dev.wsproxy.testkit.websocket.RawFrame;
import dev.wsproxy.testkit.websocket.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class UpstreamReceivingTests extends UpstreamTests {
    @Test
    void deliversTextAndBinaryMessagesInOrder() throws Exception {
        open().send(RawFrame.text("één €"))
                .send(RawFrame.binary(new byte[] {0, -1, 2}))
                .send(RawFrame.text("two"));

        List<RecordingUpstreamListener.Message> messages = listener.awaitMessages(3);
        assertThat(messages)
                .extracting(RecordingUpstreamListener.Message::type)
                .containsExactly(FrameType.TEXT, FrameType.BINARY, FrameType.TEXT);
        assertThat(messages.get(0).text()).isEqualTo("één €");
        assertThat(messages.get(1).bytes()).containsExactly(0, -1, 2);
        assertThat(messages.get(2).text()).isEqualTo("two");
    }

    @Test
    void deliversAMessageThatCameWithTheHandshake() throws Exception {
        connect(server.uri("/"));
        server.accept().upgrade().send(RawFrame.text("at once"));

        assertThat(listener.awaitMessages(1).get(0).text()).isEqualTo("at once");
    }

    @Test
    void deliversEmptyMessages() throws Exception {
        open().send(RawFrame.text("")).send(RawFrame.binary(new byte[0])).send(RawFrame.text("x"));

        assertThat(listener.awaitMessages(3))
                .extracting(RecordingUpstreamListener.Message::text)
                .containsExactly("", "", "x");
    }

    @Test
    void assemblesFragmentsThatCutCharactersWithAPingBetweenThem() throws Exception {
        byte[] text = "a€😀z".getBytes(StandardCharsets.UTF_8);
        ServerConnection accepted = open();
        accepted.send(new RawFrame(TEXT, Arrays.copyOfRange(text, 0, 2)));
        accepted.send(new RawFrame(CONTINUATION, new byte[0]));
        accepted.send(new RawFrame(FIN | PING, new byte[] {7}));
        accepted.send(new RawFrame(CONTINUATION, Arrays.copyOfRange(text, 2, 6)));
        accepted.send(new RawFrame(FIN | CONTINUATION, Arrays.copyOfRange(text, 6, text.length)));
        accepted.send(new RawFrame(BINARY, new byte[] {1})).send(new RawFrame(FIN | CONTINUATION, new byte[] {2}));

        List<RecordingUpstreamListener.Message> messages = listener.awaitMessages(2);
        assertThat(messages.get(0).text()).isEqualTo("a€😀z");
        assertThat(messages.get(0).type()).isEqualTo(FrameType.TEXT);
        assertThat(messages.get(1).bytes()).containsExactly(1, 2);
        assertThat(messages.get(1).type()).isEqualTo(FrameType.BINARY);
    }

    @Test
    void deliversAMessageOfTenMegabytes() throws Exception {
        byte[] bytes = new byte[10_000_000];
        new Random(1).nextBytes(bytes);
        open().send(RawFrame.binary(bytes)).send(RawFrame.text("after"));

        List<RecordingUpstreamListener.Message> messages = listener.awaitMessages(2);
        assertThat(Arrays.equals(messages.get(0).bytes(), bytes)).isTrue();
        assertThat(messages.get(1).text()).isEqualTo("after");
    }

    @Test
    void deliversManyMessagesInOrder() throws Exception {
        ServerConnection accepted = open();
        AtomicInteger expected = new AtomicInteger();
        for (int i = 0; i < 20_000; i++) {
            accepted.send(RawFrame.text("m" + i));
        }

        List<RecordingUpstreamListener.Message> messages = listener.awaitMessages(20_000);
        assertThat(messages).allMatch(m -> m.text().equals("m" + expected.getAndIncrement()));
    }

    @Test
    void answersPingsAndTellsTheActivity() throws Exception {
        ServerConnection accepted = open();
        accepted.send(new RawFrame(FIN | PING, new byte[] {1, 2, 3}));

        RawFrame pong = accepted.read();
        assertThat(pong.opcode()).isEqualTo(PONG);
        assertThat(pong.payload()).containsExactly(1, 2, 3);
        listener.awaitActivities(1);
        accepted.send(new RawFrame(FIN | PONG, new byte[0]));
        listener.awaitActivities(2);
        assertThat(listener.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0af", "eda080", "f4908080", "61e282"})
    void closesWith1007WhenTextIsNotUtf8(String hex) throws Exception {
        ServerConnection accepted = open();
        accepted.send(new RawFrame(FIN | TEXT, bytes(hex)));

        assertThat(accepted.read().closeCode()).isEqualTo(1007);
        accepted.close();
        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(listener.messages()).isEmpty();
    }

    @Test
    void closesWith1007AsSoonAsAFragmentIsNotUtf8() throws Exception {
        ServerConnection accepted = open();
        accepted.send(new RawFrame(TEXT, bytes("61e2"))).send(new RawFrame(CONTINUATION, bytes("8261")));

        assertThat(accepted.read().closeCode()).isEqualTo(1007);
        accepted.close();
        assertThat(listener.awaitClosed().detail()).isEqualTo(1007);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8b00", "c10161", "800161", "010161810161", "89810000000061", "0900", "8a7e00ff00"})
    void closesWith1002WhenTheProtocolIsBroken(String hex) throws Exception {
        ServerConnection accepted = open();
        accepted.sendBytes(bytes(hex));

        assertThat(accepted.read().closeCode()).isEqualTo(1002);
        assertThat(listener.awaitClosed().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    void holdsTheServerBackWhilePaused() throws Exception {
        ServerConnection accepted = open();
        accepted.send(RawFrame.text("first"));
        listener.awaitMessages(1);
        connection.pause();
        AtomicInteger sent = new AtomicInteger();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 400; i++) {
                accepted.send(RawFrame.binary(new byte[100_000]));
                sent.incrementAndGet();
            }
        });
        writer.start();

        await().atMost(Deadlines.GENEROUS).until(() -> writer.getState() == Thread.State.RUNNABLE && stands(sent));
        assertThat(sent).hasValueLessThan(400);
        assertThat(listener.messages()).hasSize(1);

        connection.resume();
        assertThat(listener.awaitMessages(401)).hasSize(401);
        writer.join(Deadlines.GENEROUS.toMillis());
    }

    /** Whether nothing has been written for a second. */
    private static boolean stands(AtomicInteger sent) {
        int before = sent.get();
        try {
            await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(2)).until(() -> sent.get() == before);
            return before > 0;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    @Test
    void deliversWhatWasHeldBackAfterManyPauses() throws Exception {
        ServerConnection accepted = open();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < 5_000; i++) {
                accepted.send(RawFrame.text("m" + i));
            }
        });
        writer.start();
        while (writer.isAlive()) {
            connection.pause();
            connection.resume();
        }

        List<RecordingUpstreamListener.Message> messages = listener.awaitMessages(5_000);
        AtomicInteger expected = new AtomicInteger();
        assertThat(messages).allMatch(m -> m.text().equals("m" + expected.getAndIncrement()));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
