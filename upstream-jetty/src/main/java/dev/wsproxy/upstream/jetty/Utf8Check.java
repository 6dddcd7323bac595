// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Checks that a text message is UTF-8, part by part and without allocating. Used by one thread at a time. */
final class Utf8Check {
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer discarded = CharBuffer.allocate(4096);

    /**
     * Checks from position to limit and moves the position behind what was checked: an incomplete character at the end
     * of a part stays, to be checked with the next one.
     *
     * @param last whether the message ends here
     */
    boolean accepts(ByteBuffer bytes, boolean last) {
        CoderResult result;
        do {
            discarded.clear();
            result = decoder.decode(bytes, discarded, last);
        } while (result.isOverflow());
        if (last || result.isError()) {
            decoder.reset();
        }
        return !result.isError();
    }
}
