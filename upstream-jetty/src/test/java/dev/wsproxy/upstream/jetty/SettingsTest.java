// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private final Settings defaults = Settings.defaults();

    @Test
    void saysWhichValueIsWrongAndWhatIsAllowed() {
        assertRefused(() -> defaults.withConnectTimeout(Duration.ZERO), "connectTimeout=PT0S: must be positive");
        assertRefused(
                () -> defaults.withCloseTimeout(Duration.ofMillis(-1)), "closeTimeout=PT-0.001S: must be positive");
        assertRefused(
                () -> defaults.withPingInterval(Duration.ofMillis(-1)), "pingInterval=PT-0.001S: must not be negative");
        assertRefused(() -> defaults.withMaxMessageBytes(0), "maxMessageBytes=0: must be 1 to 1073741824");
        assertRefused(() -> defaults.withMaxUnsentBytes(0), "maxUnsentBytes=0: must be at least 1");
    }

    private static void assertRefused(ThrowingCallable setting, String message) {
        assertThatThrownBy(setting).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
