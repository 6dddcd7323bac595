// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Judges text that came in binary messages, which nobody has judged before. */
final class Utf8 {
    private Utf8() {}

    /** From position to limit, which do not change. */
    static boolean isValid(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
