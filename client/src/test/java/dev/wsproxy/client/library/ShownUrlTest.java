// SPDX-License-Identifier: MIT
package dev.wsproxy.client.library;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownUrlTest {
    @ParameterizedTest
    @CsvSource({
        "wss://example.com/v2/iex, wss://example.com/v2/iex",
        "wss://example.com, wss://example.com",
        "wss://user:pa@ss@example.com/x, wss://example.com/x",
        "ws://h:80/p?token=t, ws://h:80/p",
        "ws://h/p#frag?x, ws://h/p",
        "ws://h?at=a@b, ws://h",
        "ws://h/p@q, ws://h/p@q",
        "nonsense, nonsense",
    })
    void leavesOutWhatMayBeSecret(String url, String shown) {
        assertThat(ShownUrl.of(url)).isEqualTo(shown);
    }
}
