// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes settings of a configuration. A value that makes no sense is reported and the default is used instead. */
final class SettingsReader {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsReader.class);
    private static final BrokerSettings DEFAULT = BrokerSettings.DEFAULT;

    private SettingsReader() {}

    /** @param linger overrides the configured one; null when it does not */
    static BrokerSettings read(BrokerConfig config, @Nullable String linger) {
        BrokerSettings read = new BrokerSettings(
                linger == null
                        ? lenient("linger", config.linger(), DEFAULT.linger())
                        : lenient(BrokerComponent.LINGER, linger, DEFAULT.linger()),
                positive("watchdog", config.watchdog(), DEFAULT.watchdog()),
                positive("reconnectMin", config.reconnectMin(), DEFAULT.reconnectMin()),
                positive("reconnectMax", config.reconnectMax(), DEFAULT.reconnectMax()),
                positive("slowMin", config.slowMin(), DEFAULT.slowMin()),
                positive("slowMax", config.slowMax(), DEFAULT.slowMax()),
                positive("healthy", config.healthy(), DEFAULT.healthy()),
                positive("pluginWait", config.pluginWait(), DEFAULT.pluginWait()),
                positive("closeWait", config.closeWait(), DEFAULT.closeWait()),
                positive("maxClients", config.maxClients(), DEFAULT.maxClients()),
                positive("maxConnections", config.maxConnections(), DEFAULT.maxConnections()));
        return ordered(read);
    }

    private static BrokerSettings ordered(BrokerSettings read) {
        if (read.reconnectMin().compareTo(read.reconnectMax()) <= 0
                && read.slowMin().compareTo(read.slowMax()) <= 0) {
            return read;
        }
        LOG.error(
                "{}: reconnectMin is above reconnectMax, or slowMin above slowMax; using the defaults",
                BrokerConfig.PID);
        return DEFAULT.withLinger(read.linger());
    }

    private static Duration lenient(String name, String text, Duration standard) {
        try {
            return DurationText.parse(text);
        } catch (IllegalArgumentException e) {
            LOG.error("{}: {} {}; using {}", BrokerConfig.PID, name, e.getMessage(), standard);
            return standard;
        }
    }

    private static Duration positive(String name, String text, Duration standard) {
        Duration read = lenient(name, text, standard);
        if (read.isNegative() || read.isZero()) {
            LOG.error("{}: {} is {}, it has to be positive; using {}", BrokerConfig.PID, name, text, standard);
            return standard;
        }
        return read;
    }

    private static int positive(String name, int read, int standard) {
        if (read < 1) {
            LOG.error("{}: {} is {}, it has to be positive; using {}", BrokerConfig.PID, name, read, standard);
            return standard;
        }
        return read;
    }
}
