// SPDX-License-Identifier: MIT
package dev.wsproxy.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageOutputTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final MessageOutput output = new MessageOutput(bytes, false);

    private String printed() {
        output.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsTextAsItCameAndBinaryAsBase64() {
        assertThat(output.write(FakeMessage.text("[{\"T\":\"t\",\"S\":\"Ä\"}]", 0)))
                .isTrue();
        assertThat(output.write(FakeMessage.binary(new byte[] {(byte) 0xff, 0, 10}, 0)))
                .isTrue();
        assertThat(printed()).isEqualTo("[{\"T\":\"t\",\"S\":\"Ä\"}]\n/wAK\n");
    }

    @Test
    void keepsAMessageInOneLine() {
        output.write(FakeMessage.text("{\r\n  \"a\": 1\n}", 0));
        assertThat(printed()).isEqualTo("{    \"a\": 1 }\n");
    }

    @Test
    void joinsThePiecesOfALongMessage() {
        assertThat(output.write(FakeMessage.binary(new byte[] {1}, 3))).isFalse();
        assertThat(output.write(FakeMessage.binary(new byte[] {2, 3}, 1))).isFalse();
        assertThat(output.write(FakeMessage.binary(new byte[] {4}, 0))).isTrue();
        assertThat(output.write(FakeMessage.text("next", 0))).isTrue();
        assertThat(printed()).isEqualTo("AQIDBA==\nnext\n");
    }

    @Test
    void dropsAMessageWhoseRestWasLost() {
        output.write(FakeMessage.text("beginning", 10));
        output.dropPieces();
        output.write(FakeMessage.text("whole", 0));
        assertThat(printed()).isEqualTo("whole\n");
    }

    @Test
    void holdsBackUntilItIsFlushedOrFull() {
        output.write(FakeMessage.text("x", 0));
        assertThat(bytes.size()).isZero();
        String large = "y".repeat(200_000);
        output.write(FakeMessage.text(large, 0));
        assertThat(bytes.size()).isGreaterThan(100_000);
        assertThat(printed()).isEqualTo("x\n" + large + "\n");
    }

    @Test
    void flushesEachMessageForAPerson() {
        new MessageOutput(bytes, true).write(FakeMessage.text("x", 0));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("x\n");
    }

    @Test
    void noticesThatNobodyReadsAnyMore() {
        MessageOutput piped = new MessageOutput(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                true);
        assertThat(piped.failure()).isEmpty();
        piped.write(FakeMessage.text("x", 0));
        assertThat(piped.failure())
                .hasValueSatisfying(failure ->
                        assertThat(failure.reason()).isEqualTo("standard output takes no more: Broken pipe"));
        piped.write(FakeMessage.text("y", 0));
    }
}
