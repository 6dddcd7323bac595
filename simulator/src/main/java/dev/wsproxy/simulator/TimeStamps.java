// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes times as JSON strings: RFC 3339 in UTC with up to nine digits of a second. Formats each second once. Not thread-safe. */
final class TimeStamps {
    private static final DateTimeFormatter TO_THE_SECOND = DateTimeFormatter.ofPattern("\"uuuu-MM-dd'T'HH:mm:ss");
    private static final byte[] END = {'Z', '"'};
    private static final int NANO_DIGITS = 9;

    private long second = Long.MIN_VALUE;
    private byte[] text = new byte[0];

    void put(Instant time, ByteBuilder out) {
        if (time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            text = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC)
                    .format(TO_THE_SECOND)
                    .getBytes(StandardCharsets.US_ASCII);
        }
        out.put(text);
        out.putFraction(time.getNano(), NANO_DIGITS);
        out.put(END);
    }
}
