// SPDX-License-Identifier: MIT
package dev.wsproxy.upstream.jetty;

import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.jspecify.annotations.Nullable;

/**
 * Why TLS handshakes failed. Of two threads of Jetty's that see it, the one that ends the attempt may know no more than that
 * the connection is closed. The reason is told here before anything is closed. Any thread.
 */
final class Handshakes implements SslHandshakeListener {
    /** By the local address, which no two connections to a server have at the same time. */
    private final Map<SocketAddress, Upgrade> underWay = new ConcurrentHashMap<>();

    /** The request has a connection; with {@code wss} the handshake is yet to come. */
    void began(Upgrade upgrade, Request request) {
        SocketAddress local = request.getConnection().getLocalSocketAddress();
        if (local != null) {
            upgrade.connected(local);
            underWay.put(local, upgrade);
            if (upgrade.isOver()) {
                underWay.remove(local, upgrade);
            }
        }
    }

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        SocketAddress local = event.getEndPoint().getLocalSocketAddress();
        Upgrade upgrade = local == null ? null : underWay.get(local);
        if (upgrade != null) {
            upgrade.handshakeFailed(failure);
        }
    }

    /** The attempt is over. @return why its handshake failed; null when it did not */
    @Nullable
    Throwable ended(Upgrade upgrade) {
        upgrade.over();
        SocketAddress local = upgrade.local();
        if (local != null) {
            underWay.remove(local, upgrade);
        }
        return upgrade.handshakeFailure();
    }
}
