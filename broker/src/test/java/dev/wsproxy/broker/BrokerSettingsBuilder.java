// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

/** The default settings but for what a test changes. */
final class BrokerSettingsBuilder {
    private int maxClients = BrokerSettings.DEFAULT.maxClients();
    private int maxConnections = BrokerSettings.DEFAULT.maxConnections();

    BrokerSettingsBuilder maxClients(int changed) {
        maxClients = changed;
        return this;
    }

    BrokerSettingsBuilder maxConnections(int changed) {
        maxConnections = changed;
        return this;
    }

    BrokerSettings build() {
        BrokerSettings standard = BrokerSettings.DEFAULT;
        return new BrokerSettings(
                standard.linger(),
                standard.watchdog(),
                standard.reconnectMin(),
                standard.reconnectMax(),
                standard.slowMin(),
                standard.slowMax(),
                standard.healthy(),
                standard.pluginWait(),
                standard.closeWait(),
                maxClients,
                maxConnections);
    }
}
