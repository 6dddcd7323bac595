// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    private static boolean accepts(ByteBuffer text) {
        int position = text.position();
        try {
            Utf8.check(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        } finally {
            assertThat(text.position()).isEqualTo(position);
        }
    }

    private static boolean decodes(ByteBuffer text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(text.duplicate());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void judgesEveryBeginningAsTheJdkDoes() {
        byte[] bytes = new byte[4];
        for (int first = 0x80; first <= 0xff; first++) {
            for (int second = 0; second <= 0xff; second++) {
                for (int third : new int[] {0x7f, 0x80, 0xbf, 0xc0}) {
                    bytes[0] = (byte) first;
                    bytes[1] = (byte) second;
                    bytes[2] = (byte) third;
                    bytes[3] = (byte) 0x9f;
                    for (int length = 1; length <= 4; length++) {
                        ByteBuffer text = ByteBuffer.wrap(bytes, 0, length);
                        assertThat(accepts(text)).isEqualTo(decodes(text));
                    }
                }
            }
        }
    }

    @Test
    void judgesLongTextsAsTheJdkDoes() {
        Random random = new Random(20_261_123);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.appendCodePoint(random.nextInt(4) == 0 ? 0x80 + random.nextInt(0x700) : 'a' + random.nextInt(26));
            }
            byte[] bytes = ("ab" + text).getBytes(StandardCharsets.UTF_8);
            if (random.nextBoolean()) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes).position(random.nextInt(3));
            assertThat(accepts(buffer)).isEqualTo(decodes(buffer));
        }
    }

    @Test
    void saysWhereATextGoesWrong() {
        ByteBuffer text =
                ByteBuffer.wrap(new byte[] {0, 0, 'a', 'b', (byte) 0xff, 'c'}).position(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Utf8.check(text))
                .withMessage("the text is not UTF-8 from byte 2 of 4 on: encode it, or send it as BINARY");
    }

    @Test
    void refusesHalfASurrogatePair() {
        assertThat(StandardCharsets.UTF_8.decode(Utf8.encode("a\uD83D\uDE00b")).toString())
                .isEqualTo("a\uD83D\uDE00b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Utf8.encode("a\uD83D"))
                .withMessage("the text holds half a surrogate pair, which UTF-8 cannot express: length=2");
    }
}
