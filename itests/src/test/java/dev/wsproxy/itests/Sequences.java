// SPDX-License-Identifier: MIT
package dev.wsproxy.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Judges sequence numbers. */
final class Sequences {
    private Sequences() {}

    /** Fails unless each number is its predecessor's plus one. */
    static void assertContiguous(List<Long> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).as("number at position %d", i).isEqualTo(numbers.get(i - 1) + 1);
        }
    }
}
