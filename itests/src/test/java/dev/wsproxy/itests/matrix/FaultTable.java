// SPDX-License-Identifier: MIT
package dev.wsproxy.itests.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All rows of a run. Closing it prints and writes them. */
final class FaultTable implements AutoCloseable {
    private static final Path FILE = Path.of("target", "fault-matrix.md");

    private final List<Row> rows = new ArrayList<>();

    synchronized void add(Row row) {
        rows.add(row);
    }

    @Override
    public synchronized void close() throws IOException {
        String text = text();
        Files.createDirectories(FILE.toAbsolutePath().getParent());
        Files.writeString(FILE, text);
        System.out.println(text);
    }

    private String text() {
        List<String> lines = new ArrayList<>();
        lines.add("# Fault matrix");
        lines.add("");
        lines.add("Form: " + Chaos.form() + "; seed: " + Chaos.seed() + "; JDK " + Runtime.version() + " on "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors.");
        lines.add("");
        lines.add("| area | fault | expected | outcome | seen | took |");
        lines.add("|---|---|---|---|---|---|");
        rows.stream().sorted(Comparator.comparing(Row::area)).map(Row::markdown).forEach(lines::add);
        return String.join("\n", lines) + "\n";
    }
}
