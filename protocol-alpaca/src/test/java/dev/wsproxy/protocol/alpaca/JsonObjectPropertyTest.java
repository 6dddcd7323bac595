// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever a client or the upstream sends as a control message, reading it ends without an exception. */
class JsonObjectPropertyTest {
    private static final String[] MESSAGES = {
        Requests.auth("secret"),
        "{\"action\":\"subscribe\",\"trades\":[\"AAPL\",\"\\ud83d\\ude00\"],\"quotes\":null,\"x\":{\"y\":[1,-2.5e7,true]}}",
        "{\"T\":\"error\",\"code\":99999999999999999999,\"msg\":\"caf\u00e9\"}"
    };

    @Property(tries = 3000)
    void readsRandomBytes(@ForAll byte[] bytes) {
        assertThatCode(() -> JsonObject.read(bytes, 0, bytes.length)).doesNotThrowAnyException();
    }

    @Property(tries = 5000)
    void readsDamagedMessages(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = MESSAGES[random.nextInt(MESSAGES.length)].getBytes(UTF_8);
        for (int i = random.nextInt(4); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length);
        assertThatCode(() -> JsonObject.read(bytes, 0, length)).doesNotThrowAnyException();
    }
}
