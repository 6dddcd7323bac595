// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Alpaca's times: in JSON texts as of RFC 3339 with up to nine digits of a second, trailing zeros left out; in msgpack the
 * extension type -1 of its specification.
 */
final class TimeStamps {
    private static final int SHORTEST = "2024-01-01T00:00:00Z".length();

    /** The keys of times in elements of any feed, and of the account stream, but for those that end with {@link #AT}. */
    private static final Set<String> KEYS = Set.of("t", "r", "ft", "at", "timestamp");

    /** As in {@code created_at}, {@code filled_at}. */
    private static final String AT = "_at";

    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter()
            .withZone(ZoneOffset.UTC);

    private TimeStamps() {}

    /** What a member of an element says, if it is a time; null when it is none. */
    static @Nullable Instant parse(String key, String text) {
        if (text.length() < SHORTEST || text.charAt(text.length() - 1) != 'Z' || !isKey(key)) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isKey(String key) {
        return KEYS.contains(key) || key.endsWith(AT);
    }

    /** @throws DateTimeException for a year that has not four digits */
    static String format(Instant instant) {
        return FORMAT.format(instant);
    }
}
