// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void alignsNumbersToTheRightAndTheRestToTheLeft() {
        TextTable table =
                new TextTable("NAME", "COUNT", "LAG").row("a", 5, "0 B").row("longer", 1234, "17 B");
        assertThat(table.lines())
                .containsExactly(
                        "NAME    COUNT   LAG", //
                        "a           5   0 B",
                        "longer   1234  17 B");
    }

    @Test
    void letsNoNameSteerTheTerminal() {
        assertThat(new TextTable("NAME").row("\u001b[2Jboo\nhoo").lines()).containsExactly("NAME", "?[2Jboo?hoo");
    }

    @Test
    void refusesARowThatDoesNotFit() {
        assertThatThrownBy(() -> new TextTable("A", "B").row("a")).hasMessage("cells in a row: count=1, expected=2");
    }
}
