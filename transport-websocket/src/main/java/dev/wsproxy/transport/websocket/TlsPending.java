// SPDX-License-Identifier: MIT
package dev.wsproxy.transport.websocket;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that begins with TLS: keeps its first bytes until TLS is ready, which it mostly is at once. */
final class TlsPending extends AbstractConnection implements Connection.UpgradeTo, Connection.UpgradeFrom {
    private static final Logger LOG = LoggerFactory.getLogger(TlsPending.class);

    private final Connector connector;
    private final CompletableFuture<? extends ConnectionFactory> tls;
    private ByteBuffer hello = BufferUtil.EMPTY_BUFFER;

    TlsPending(EndPoint endPoint, Connector connector, CompletableFuture<? extends ConnectionFactory> tls) {
        super(endPoint, connector.getExecutor());
        this.connector = connector;
        this.tls = tls;
    }

    /** The buffer is a copy made for this connection. */
    @Override
    public void onUpgradeTo(ByteBuffer first) {
        hello = first;
    }

    @Override
    public ByteBuffer onUpgradeFrom() {
        return hello;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        tls.whenComplete(this::goOn);
    }

    private void goOn(@Nullable ConnectionFactory ready, @Nullable Throwable failure) {
        EndPoint endPoint = getEndPoint();
        if (ready == null) {
            endPoint.close(failure);
            return;
        }
        try {
            endPoint.upgrade(ready.newConnection(connector, endPoint));
        } catch (Throwable e) {
            // Of whatever kind: the future, whose thread this is, would keep it to itself.
            LOG.warn("a connection with TLS cannot go on: {}", e.toString());
            endPoint.close(e);
        }
    }

    @Override
    public void onFillable() {
        throw new IllegalStateException("nothing is read before TLS is ready");
    }
}
