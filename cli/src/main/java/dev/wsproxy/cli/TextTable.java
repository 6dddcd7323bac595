// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of cells in columns as wide as they need to be. What a number is stands to the right. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... headings) {
        this.headings = List.of(headings);
    }

    public TextTable row(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(
                    "cells in a row: count=" + cells.length + ", expected=" + headings.size());
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> Printable.of(String.valueOf(cell)))
                .toList());
        return this;
    }

    /** The headings and the rows. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line(headings));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private String line(List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(width(column) - cell.length());
            line.append(column == 0 ? "" : GAP);
            line.append(isNumeric(column) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = headings.get(column).length();
        for (List<String> row : rows) {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty()
                && rows.stream().allMatch(row -> row.get(column).matches("[-\\d.,]*( ?(ms|s|µs|B|kB|MB|GB))?"));
    }
}
