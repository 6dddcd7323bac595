// SPDX-License-Identifier: MIT
package dev.wsproxy.protocol.alpaca;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeStampsTest {
    private static final String TIME = "2026-04-06T11:54:26.8Z";

    @ParameterizedTest
    @ValueSource(strings = {"t", "r", "ft", "created_at", "updated_at", "timestamp", "at", "filled_at", "submitted_at"})
    void areFoundUnderTheKeysOfEveryFeed(String key) {
        assertThat(TimeStamps.parse(key, TIME)).isEqualTo(Instant.parse(TIME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"S", "client_order_id", "headline", "format", ""})
    void areNotFoundUnderOtherKeys(String key) {
        assertThat(TimeStamps.parse(key, TIME)).isNull();
    }
}
