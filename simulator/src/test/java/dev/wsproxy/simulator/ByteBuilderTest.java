// SPDX-License-Identifier: MIT
package dev.wsproxy.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteBuilderTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 4_294_967_296L, Long.MAX_VALUE})
    void writesWholeNumbers(long value) {
        assertThat(written(buffer -> buffer.putLong(value))).isEqualTo(Long.toString(value));
    }

    @ParameterizedTest
    @CsvSource({"16290, 2, 162.9", "16292, 2, 162.92", "16200, 2, 162", "5, 2, 0.05", "1626205, 4, 162.6205"})
    void writesDecimalsInTheirShortestForm(long value, int places, String expected) {
        assertThat(written(buffer -> buffer.putDecimal(value, places))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-07-24T07:56:53.639713735Z",
                "2024-07-24T07:56:53.00000001Z",
                "2024-12-31T23:59:59.5Z",
                "2024-07-24T07:56:00Z"
            })
    void writesTimesWithoutTrailingZeros(String time) {
        TimeStamps timeStamps = new TimeStamps();

        assertThat(written(buffer -> timeStamps.put(Instant.parse(time), buffer)))
                .isEqualTo("\"" + time + "\"");
    }

    @Test
    void formatsEachNewSecond() {
        TimeStamps timeStamps = new TimeStamps();
        written(buffer -> timeStamps.put(Instant.parse("2024-07-24T07:56:59.9Z"), buffer));

        assertThat(written(buffer -> timeStamps.put(Instant.parse("2024-07-24T07:57:00.1Z"), buffer)))
                .isEqualTo("\"2024-07-24T07:57:00.1Z\"");
    }

    @Test
    void growsAsNeeded() {
        String text = "x".repeat(10_000);

        assertThat(written(buffer -> buffer.put(text.getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(text);
    }

    private static String written(Consumer<ByteBuilder> writer) {
        ByteBuilder buffer = new ByteBuilder();
        writer.accept(buffer);
        return new String(buffer.copy(), StandardCharsets.US_ASCII);
    }
}
