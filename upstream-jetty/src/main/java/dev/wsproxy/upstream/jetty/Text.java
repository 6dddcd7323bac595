// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.nio.charset.StandardCharsets;

/** What others wrote, made fit for a reason that people read, or for a close frame. */
final class Text {
    /** RFC 6455, section 5.5: 125 bytes, two of which are the code. */
    private static final int CLOSE_REASON_BYTES = 123;

    private Text() {}

    /** Without control characters, and not longer than a line. */
    static String printable(String text) {
        String cleaned = text.replaceAll("\\p{Cntrl}", " ").strip();
        return cleaned.length() <= 200 ? cleaned : cleaned.substring(0, 200) + "...";
    }

    /** The longest beginning, in whole characters, that a close frame can carry. */
    static String closeReason(String reason) {
        int bytes = 0;
        int end = 0;
        while (end < reason.length()) {
            int character = reason.codePointAt(end);
            String next = Character.toString(character);
            bytes += next.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > CLOSE_REASON_BYTES) {
                return reason.substring(0, end);
            }
            end += next.length();
        }
        return reason;
    }
}
