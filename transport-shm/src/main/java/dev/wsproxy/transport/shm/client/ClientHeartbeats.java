// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.shm.client;

import dev.wsproxy.transport.shm.FlagsPage;
import dev.wsproxy.transport.shm.Heartbeat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Shows the proxy that this process lives: one thread for all links, while there are any. Any thread. */
final class ClientHeartbeats {
    private final Set<FlagsPage> pages = ConcurrentHashMap.newKeySet();
    private @Nullable Heartbeat heartbeat;

    synchronized void add(FlagsPage page) {
        page.clientBeats(System.currentTimeMillis());
        pages.add(page);
        if (heartbeat == null) {
            heartbeat = new Heartbeat("wsproxy-shm-client-heartbeat", this::beat);
        }
    }

    synchronized void remove(FlagsPage page) {
        pages.remove(page);
        if (pages.isEmpty() && heartbeat != null) {
            heartbeat.close();
            heartbeat = null;
        }
    }

    private void beat() {
        long epochMs = System.currentTimeMillis();
        pages.forEach(page -> page.clientBeats(epochMs));
    }
}
