// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The figures of a soak: how they went, quarter by quarter. */
final class SoakReport {
    private static final int QUARTERS = 4;

    private final List<ProcessFigures> samples = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    void sample(ProcessFigures figures) {
        samples.add(figures);
    }

    void remark(String format, Object... arguments) {
        remarks.add(String.format(Locale.ROOT, format, arguments));
    }

    long maximum(ToLongFunction<ProcessFigures> figure) {
        return samples.stream().mapToLong(figure).max().orElse(0);
    }

    /** The middle one of a quarter of the time, 1 to 4. */
    long median(int quarter, ToLongFunction<ProcessFigures> figure) {
        int from = samples.size() * (quarter - 1) / QUARTERS;
        int to = samples.size() * quarter / QUARTERS;
        long[] sorted =
                samples.subList(from, to).stream().mapToLong(figure).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    String markdown() {
        List<String> lines = new ArrayList<>(List.of("# Soak", ""));
        remarks.forEach(remark -> lines.add("- " + remark));
        lines.addAll(
                List.of("", "| the proxy | 1st quarter | 2nd | 3rd | 4th | maximum |", "|---|---|---|---|---|---|"));
        lines.add(line("memory of its own, KiB", ProcessFigures::anonymousKiB));
        lines.add(line("file descriptors", ProcessFigures::descriptors));
        lines.add(line("threads", ProcessFigures::threads));
        lines.add(line("shared memory, bytes", ProcessFigures::sharedBytes));
        return String.join("\n", lines) + "\n";
    }

    private String line(String name, ToLongFunction<ProcessFigures> figure) {
        StringBuilder line = new StringBuilder("| " + name);
        for (int quarter = 1; quarter <= QUARTERS; quarter++) {
            line.append(" | ").append(median(quarter, figure));
        }
        return line.append(" | ").append(maximum(figure)).append(" |").toString();
    }
}
