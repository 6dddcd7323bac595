// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerConfigTest {
    /** A configuration with some values changed from their defaults. */
    private static BrokerConfig config(Map<String, Object> changed) {
        return (BrokerConfig) Proxy.newProxyInstance(
                BrokerConfig.class.getClassLoader(),
                new Class<?>[] {BrokerConfig.class},
                (proxy, method, arguments) -> changed.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    @Test
    void hasTheDefaultsThatAreDocumented() {
        assertThat(SettingsReader.read(config(Map.of()), null)).isEqualTo(BrokerSettings.DEFAULT);
    }

    @Test
    void readsWhatIsConfigured() {
        BrokerSettings read = SettingsReader.read(
                config(Map.of("linger", "5m", "watchdog", "PT3M", "reconnectMax", "10s", "maxClients", 3)), null);
        assertThat(read.linger()).isEqualTo(Duration.ofMinutes(5));
        assertThat(read.watchdog()).isEqualTo(Duration.ofMinutes(3));
        assertThat(read.reconnectMax()).isEqualTo(Duration.ofSeconds(10));
        assertThat(read.maxClients()).isEqualTo(3);
    }

    @Test
    void aFrameworkPropertyOverridesTheLingerTime() {
        assertThat(SettingsReader.read(config(Map.of("linger", "5m")), "never").linger())
                .isEqualTo(BrokerSettings.NEVER);
        assertThat(SettingsReader.read(config(Map.of("linger", "5m")), "-1s").linger())
                .isEqualTo(Duration.ofSeconds(-1));
    }

    @Test
    void usesTheDefaultForWhatMakesNoSense() {
        BrokerSettings read = SettingsReader.read(
                config(Map.of("watchdog", "soon", "closeWait", "0s", "maxClients", 0, "healthy", "5m")), "tomorrow");
        assertThat(read.watchdog()).isEqualTo(BrokerSettings.DEFAULT.watchdog());
        assertThat(read.closeWait()).isEqualTo(BrokerSettings.DEFAULT.closeWait());
        assertThat(read.maxClients()).isEqualTo(BrokerSettings.DEFAULT.maxClients());
        assertThat(read.linger()).isEqualTo(BrokerSettings.DEFAULT.linger());
        assertThat(read.healthy()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void usesTheDefaultsWhenALowerBoundIsAboveItsUpperBound() {
        BrokerSettings read = SettingsReader.read(config(Map.of("slowMin", "2m", "linger", "5s")), null);
        assertThat(read).isEqualTo(BrokerSettings.DEFAULT.withLinger(Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "60s, PT1M", "5m, PT5M", "1h, PT1H", "pt2h, PT2H", "0, PT0S", "' 3 s ', PT3S"})
    void readsDurationsAsPeopleWriteThem(String text, Duration duration) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "60", "60 seconds", "s", "1.5s", "99999999999s"})
    void saysHowToWriteADuration(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a duration; write 250ms, 60s, 5m, 1h or never");
    }
}
