// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.matrix;

import java.time.Duration;
import java.util.Locale;

/** One fault. */
record Row(String area, String fault, String expected, Outcome outcome, String seen, Duration took) {
    enum Outcome {
        HELD("held"),
        BROKEN("**BROKEN**"),
        SKIPPED("skipped");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }
    }

    /** As a line of a Markdown table. */
    String markdown() {
        String seconds = String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1e3);
        return "| " + String.join(" | ", area, cell(fault), cell(expected), outcome.text, cell(seen), seconds) + " |";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\s+", " ").strip();
    }
}
