// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsproxy.FrameType;
import dev.wsproxy.SendResult;
import dev.wsproxy.testkit.RecordedSession.Left;
import dev.wsproxy.testkit.RecordedSession.Sent;
import dev.wsproxy.testkit.websocket.RawFrame;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients send reaches the broker whole, once, and in order. */
class ReceivingTest extends EndpointFixture {
    private static String text(Sent sent) {
        assertThat(sent.type()).isEqualTo(FrameType.TEXT);
        return new String(sent.data(), UTF_8);
    }

    private static RawFrame part(int firstByte, String text) {
        return new RawFrame(firstByte, text.getBytes(UTF_8));
    }

    @Test
    void passesOnTextAndBinary() throws Exception {
        Joined joined = join();
        joined.client().send("grüße");
        joined.client().send(RawFrame.binary(new byte[] {0, 1, (byte) 0xff}));

        assertThat(text(joined.session().await(Sent.class))).isEqualTo("grüße");
        Sent binary = joined.session().await(Sent.class);
        assertThat(binary.type()).isEqualTo(FrameType.BINARY);
        assertThat(binary.data()).containsExactly(0, 1, 0xff);
        assertThat(binary.handle()).isEqualTo(HANDLE);
    }

    @Test
    void joinsFragmentsAndAnswersAPingBetweenThem() throws Exception {
        Joined joined = join();
        joined.client().send(part(RawFrame.BINARY, "one "));
        joined.client().send(part(RawFrame.FIN | RawFrame.PING, "are you there"));
        joined.client().send(part(RawFrame.CONTINUATION, "two"));
        joined.client().send(part(RawFrame.FIN | RawFrame.CONTINUATION, ""));

        RawFrame pong = joined.client().read();
        assertThat(pong.opcode()).isEqualTo(RawFrame.PONG);
        assertThat(pong.text()).isEqualTo("are you there");
        Sent sent = joined.session().await(Sent.class);
        assertThat(sent.type()).isEqualTo(FrameType.BINARY);
        assertThat(new String(sent.data(), UTF_8)).isEqualTo("one two");
    }

    @Test
    void understandsCompressedMessages() throws Exception {
        Joined joined = join("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
        assertThat(joined.client().head()).containsIgnoringCase("Sec-WebSocket-Extensions: permessage-deflate");
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        for (String text : new String[] {"the same text twice", "the same text twice"}) {
            joined.client().send(new RawFrame(RawFrame.FIN | 0x40 | RawFrame.TEXT, deflate(deflater, text)));
            assertThat(text(joined.session().await(Sent.class))).isEqualTo(text);
        }
        deflater.end();
    }

    private static byte[] deflate(Deflater deflater, String text) {
        deflater.setInput(text.getBytes(UTF_8));
        byte[] buffer = new byte[1024];
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        return java.util.Arrays.copyOf(buffer, length - 4);
    }

    @Test
    void refusesAMessageThatIsTooLong() throws Exception {
        start(options -> options.withLimits(new Limits(10, 1000, 8192, 1 << 20, false)));
        Joined whole = join();
        whole.client().send("x".repeat(1000));
        assertThat(text(whole.session().await(Sent.class))).hasSize(1000);
        whole.client().send("x".repeat(1001));
        assertThat(whole.client().readClose().closeCode()).isEqualTo(1009);
        whole.session().await(Left.class);

        Joined fragments = join();
        for (int i = 0; i < 11; i++) {
            fragments.client().send(part(i == 0 ? RawFrame.TEXT : RawFrame.CONTINUATION, "x".repeat(100)));
        }
        assertThat(fragments.client().readClose().closeCode()).isEqualTo(1009);
    }

    @Test
    void refusesTextThatIsNone() throws Exception {
        Joined joined = join();
        joined.client().send(new RawFrame(RawFrame.FIN | RawFrame.TEXT, new byte[] {(byte) 0xff}));

        assertThat(joined.client().readClose().closeCode()).isEqualTo(1007);
        joined.session().await(Left.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKPRESSURE", "NOT_CONNECTED"})
    void losesNothingWhileTheBrokerTakesNothingAndAnswersPings(SendResult refusal) throws Exception {
        Joined joined = join();
        joined.session().answerSends(refusal);
        for (int i = 0; i < 50; i++) {
            joined.client().send("message " + i);
        }
        joined.client().send(part(RawFrame.FIN | RawFrame.PING, "still there"));

        assertThat(joined.client().read().text()).isEqualTo("still there");
        assertThat(joined.session().pending()).isZero();
        joined.session().answerSends(SendResult.OK);
        for (int i = 0; i < 50; i++) {
            assertThat(text(joined.session().await(Sent.class))).isEqualTo("message " + i);
        }
    }

    @Test
    void stopsReadingAClientThatSendsMoreThanTheBrokerTakesAndLosesNothing() throws Exception {
        Joined joined = join();
        joined.session().answerSends(SendResult.BACKPRESSURE);
        int count = 400;
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    joined.client().send(String.format("%-100000d", i));
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        sender.start();
        sender.join(500);
        assertThat(sender.isAlive())
                .as("40 MB are more than the buffers of a socket that nobody reads")
                .isTrue();

        joined.session().answerSends(SendResult.OK);

        for (int i = 0; i < count; i++) {
            assertThat(text(joined.session().await(Sent.class)).strip()).isEqualTo("" + i);
        }
        sender.join();
    }

    @Test
    void endsAClientWhoseMessageIsTooLargeForTheUpstream() throws Exception {
        Joined joined = join();
        joined.session().answerSends(SendResult.TOO_LARGE);
        joined.client().send("large");

        RawFrame close = joined.client().readClose();
        assertThat(close.closeCode()).isEqualTo(1009);
        assertThat(close.closeReason()).contains("5 bytes");
    }

    @Test
    void keepsTheOrderOfManyMessages() throws Exception {
        Joined joined = join();
        Random random = new Random(1);
        ByteArrayOutputStream sizes = new ByteArrayOutputStream();
        for (int i = 0; i < 2_000; i++) {
            int padding = random.nextInt(200);
            sizes.write(padding);
            joined.client().send(i + " ".repeat(padding));
        }
        for (int i = 0; i < 2_000; i++) {
            String text = text(joined.session().await(Sent.class));
            assertThat(text.strip()).isEqualTo("" + i);
            assertThat(text).hasSize(("" + i).length() + (sizes.toByteArray()[i] & 0xff));
        }
        assertThat(joined.session().pending()).isZero();
    }
}
