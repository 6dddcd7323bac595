// SPDX-License-Identifier: MIT
package dev.wsproxy.broker;

import dev.wsproxy.client.ProxyStatus;
import dev.wsproxy.protocol.ConnectionKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the connections stood that were given up because their upstream said that trying again is hopeless, so that somebody
 * who looks later sees why. Each until it is opened again; the latest ones only. Any thread.
 */
final class GivenUp {
    private static final int MOST = 16;

    private final Map<ConnectionKey, ProxyStatus.SharedConnection> byKey = new LinkedHashMap<>();

    synchronized void add(ConnectionKey key, ProxyStatus.SharedConnection last) {
        byKey.remove(key);
        byKey.put(key, last);
        if (byKey.size() > MOST) {
            byKey.remove(byKey.keySet().iterator().next());
        }
    }

    synchronized void forget(ConnectionKey key) {
        byKey.remove(key);
    }

    synchronized List<ProxyStatus.SharedConnection> all() {
        return List.copyOf(byKey.values());
    }
}
