// SPDX-License-Identifier: MIT
package dev.wsproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationConverterTest {
    private final DurationConverter converter = new DurationConverter();

    @ParameterizedTest
    @CsvSource({"10s, PT10S", "500ms, PT0.5S", "2m, PT2M", "1h, PT1H", "0s, PT0S"})
    void understands(String text, Duration meant) {
        assertThat(converter.convert(text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1.5s", "10 s", "1d", "99999999999s"})
    void refuses(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .hasMessage("'" + text + "' is not a duration; write 500ms, 10s, 2m or 1h");
    }
}
