// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 60s}, {@code 5m}, {@code 1h}, {@code PT1H}, {@code never}. */
final class DurationText {
    private static final Pattern SIMPLE = Pattern.compile("(-?\\d{1,9})\\s*(ms|s|m|h)");

    private DurationText() {}

    /** @throws IllegalArgumentException when it is none */
    static Duration parse(String text) {
        String trimmed = text.trim().toLowerCase(Locale.ROOT);
        if (trimmed.equals("never")) {
            return BrokerSettings.NEVER;
        }
        if (trimmed.equals("0")) {
            return Duration.ZERO;
        }
        Matcher simple = SIMPLE.matcher(trimmed);
        if (simple.matches()) {
            return of(Long.parseLong(simple.group(1)), simple.group(2));
        }
        try {
            return Duration.parse(trimmed);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; write 250ms, 60s, 5m, 1h or never", e);
        }
    }

    private static Duration of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
