// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/** From JSON to msgpack and back: the order of members, whole numbers, times, and whatever bytes somebody sends. */
class MsgpackTest {
    private static final List<String> MESSAGES = List.of(
            Requests.frame(Requests.trade("AAPL", 52983525033527L), Requests.element("q", "BRK.B")),
            "[{\"T\":\"success\",\"msg\":\"connected\"}]",
            "{\"T\":\"t\",\"i\":3447222699101865076,\"big\":18446744073709551615,\"p\":0.7904,\"s\":-1}",
            "{\"b\":[{\"p\":1.5,\"s\":0}],\"a\":[],\"r\":true,\"n\":null,\"x\":\"caf\u00e9 \ud83d\ude00\"}");

    private static byte[] toMsgpack(String json) {
        return Requests.msgpack(json);
    }

    private static String toJson(byte[] msgpack) {
        return UTF_8.decode(MsgpackToJson.convert(ByteBuffer.wrap(msgpack))).toString();
    }

    @Example
    void comesBackAsItWas() {
        for (String message : MESSAGES) {
            assertThat(toJson(toMsgpack(message))).isEqualTo(message);
        }
    }

    @Example
    void writesWhatTheSdksExpect() throws IOException {
        MessageUnpacker element =
                MessagePack.newDefaultUnpacker(toMsgpack(Requests.frame(Requests.trade("AAPL", 628))));
        assertThat(element.unpackArrayHeader()).isEqualTo(1);
        assertThat(element.unpackMapHeader()).isEqualTo(9);
        assertThat(element.unpackString()).as("the first key").isEqualTo("T");
        assertThat(element.unpackString()).isEqualTo("t");
        assertThat(element.unpackString()).isEqualTo("S");
        assertThat(element.unpackString()).isEqualTo("AAPL");
        assertThat(element.unpackString()).isEqualTo("i");
        assertThat(element.getNextFormat().getValueType()).isEqualTo(ValueType.INTEGER);
        assertThat(element.unpackLong()).isEqualTo(628);
        element.skipValue(2);
        assertThat(element.unpackString()).isEqualTo("p");
        assertThat(element.unpackDouble()).isEqualTo(162.92);
        element.skipValue(2);
        element.skipValue(4);
        assertThat(element.unpackString()).isEqualTo("t");
        assertThat(element.unpackTimestamp()).isEqualTo(Instant.parse("2026-04-06T11:54:26.838232225Z"));
        assertThat(element.hasNext()).isFalse();
    }

    @Example
    void writesShortTimesAsTheSpecificationSays() {
        byte[] message = toMsgpack("{\"t\":\"2026-04-06T11:54:00Z\"}");
        assertThat(HexFormat.of().formatHex(message)).isEqualTo("81a174d6ff69d39ed8");
        assertThat(toJson(message)).isEqualTo("{\"t\":\"2026-04-06T11:54:00Z\"}");
    }

    @Example
    void leavesTrailingZerosOfTimesOut() throws IOException {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(1).packString("t").packTimestamp(Instant.parse("2026-04-06T11:54:26.120Z"));
            assertThat(toJson(packer.toByteArray())).isEqualTo("{\"t\":\"2026-04-06T11:54:26.12Z\"}");
        }
    }

    @Example
    void takesNoOtherTextForATime() {
        String message = "{\"S\":\"2026-04-06T11:54:26Z\",\"t\":\"yesterday, in the evening Z\"}";
        assertThat(toJson(toMsgpack(message))).isEqualTo(message);
    }

    @Example
    void believesNoLengthBeyondTheMessage() {
        for (String claim : List.of("dbffffffff", "c6ffffffff", "c97fffffff05", "ddffffffff", "dfffffffff", "d9ff61")) {
            assertThatThrownBy(() -> toJson(HexFormat.of().parseHex(claim)))
                    .as(claim)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Example
    void refusesADeepNest() {
        byte[] nest = new byte[100_000];
        Arrays.fill(nest, (byte) 0x91);
        assertThatThrownBy(() -> toJson(nest)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void refusesWhatIsNoJson() {
        for (String text : List.of("", "{", "[1,]", "{} {}", "{\"a\":01}", "nonsense")) {
            assertThatThrownBy(() -> toMsgpack(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property(tries = 5000)
    void survivesDamagedMessages(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = toMsgpack(MESSAGES.get(random.nextInt(MESSAGES.size())));
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        assertThatCode(() -> convertIfPossible(bytes)).doesNotThrowAnyException();
    }

    @Property(tries = 3000)
    void survivesRandomBytes(@ForAll byte[] bytes) {
        assertThatCode(() -> convertIfPossible(bytes)).doesNotThrowAnyException();
    }

    private static void convertIfPossible(byte[] msgpack) {
        try {
            toJson(msgpack);
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageMatching("(?s).+");
        }
    }
}
